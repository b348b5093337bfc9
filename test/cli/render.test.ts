/** `stream-operators render`, each time as a process of its own. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { parseAllDocuments, stringify } from "yaml";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import { controllers } from "../../src/operators.ts";
import { streamOperators } from "../support/command-line.ts";

const BASIC = "deploy/operator/examples/basic-cluster.yaml";
const PRODUCTION = "deploy/operator/examples/production-cluster.yaml";

const folder = mkdtempSync(join(tmpdir(), "render-"));
after(() => rmSync(folder, { recursive: true }));

const written = (name: string, ...objects: object[]) => {
  const path = join(folder, name);
  writeFileSync(path, objects.map((object) => stringify(object)).join("---\n"));
  return path;
};

type Loose = KubernetesObject & {
  spec: { replicas?: number; template?: { metadata: { annotations: object } } };
};
const objectsIn = (yaml: string): Loose[] => parseAllDocuments(yaml).map((document) => document.toJS());
const named = (yaml: string, kind: string, name: string) =>
  objectsIn(yaml).find((object) => object.kind === kind && object.metadata.name === name);

const cluster = (name: string, spec: object = {}) => ({
  apiVersion: "chronik.stream/v1alpha1",
  kind: "ChronikCluster",
  metadata: { name },
  spec,
});

describe("render", { concurrency: 2 }, () => {
  test("-f FILE prints what the service would answer", async () => {
    const { code, stdout, stderr } = await streamOperators(["render", "-f", BASIC]);
    assert.equal(code, 0);
    assert.match(
      stderr,
      /^ChronikCluster my-chronik: ImagesPublished is False: [^\n]*\n$/,
      "and nothing else",
    );
    assert.equal(objectsIn(stdout).length, 10);
    assert.ok(named(stdout, "StatefulSet", "my-chronik-ingest"));
    assert.doesNotMatch(stdout, /[&*]a\d/, "kubectl takes aliases, and people do not read them");
  });

  test("Secrets in the file count as those in the cluster would, so that a diff shows none of their changes", async () => {
    const { stdout } = await streamOperators(["render", "-f", BASIC]);
    const annotations = named(stdout, "StatefulSet", "my-chronik-ingest")?.spec.template?.metadata
      .annotations;
    assert.match(JSON.stringify(annotations), /"chronik.stream\/secrets-checksum":"[^"]+=[0-9a-f]{16}[,"]/);
    assert.ok(!stdout.includes("change-me") && !stdout.includes(btoa("change-me")), "but are not printed");
  });

  test("-f - reads standard input, several documents and a List alike", async () => {
    const input = `${stringify({ apiVersion: "v1", kind: "List", items: [cluster("a"), cluster("b")] })}---\n${stringify(cluster("c"))}`;
    const { code, stdout } = await streamOperators(["render", "-f", "-"], { input });
    assert.equal(code, 0);
    for (const name of ["a", "b", "c"]) assert.ok(named(stdout, "ConfigMap", `${name}-config`), name);
  });

  test("several files are rendered one after the other", async () => {
    const { stdout } = await streamOperators(["render", "-f", BASIC, "--file", PRODUCTION]);
    assert.ok(named(stdout, "ConfigMap", "my-chronik-config"));
    assert.ok(named(stdout, "ConfigMap", "chronik-production-config"));
  });

  test("without a namespace it is kubectl's default", async () => {
    const { stdout } = await streamOperators(["render", "-f", "-"], { input: stringify(cluster("a")) });
    assert.deepEqual(
      new Set(objectsIn(stdout).map(({ metadata }) => metadata.namespace)),
      new Set(["default"]),
    );
  });

  test("--observed says what exists: an autoscaler's replicas are left as they are", async () => {
    const scaled = written(
      "scaled.yaml",
      cluster("a", { autoscaling: { ingestNodes: { minReplicas: 2, maxReplicas: 9 } } }),
    );
    const set = { metadata: { name: "a-ingest", namespace: "default" }, spec: { replicas: 7, template: {} } };
    const observed = written("observed.yaml", {
      apiVersion: "v1",
      kind: "List",
      items: [
        { apiVersion: "apps/v1", kind: "StatefulSet", ...set },
        {
          apiVersion: "v1",
          kind: "Secret",
          metadata: { name: "chronik-postgres-secret", namespace: "default" },
          data: { username: "YQ==", password: "YQ==" },
        },
      ],
    });
    const without = await streamOperators(["render", "-f", scaled]);
    assert.equal(named(without.stdout, "StatefulSet", "a-ingest")?.spec.replicas, 3);
    const { stdout } = await streamOperators(["render", "-f", scaled, "--observed", observed]);
    assert.equal(named(stdout, "StatefulSet", "a-ingest")?.spec.replicas, 7);
  });

  test("what Secrets are fingerprinted as is the same with or without the resource's uid, once children tell it", async () => {
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "chronik-postgres-secret", namespace: "default" },
      data: { username: "YQ==", password: "YQ==" },
    };
    const withUid = { ...cluster("a"), metadata: { name: "a", namespace: "default", uid: "u" } };
    const owner = { apiVersion: "chronik.stream/v1alpha1", kind: "ChronikCluster", name: "a", uid: "u" };
    const child = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "a-ingest-client", namespace: "default", ownerReferences: [owner] },
    };
    const secretsOf = async (...objects: object[]) => {
      const input = objects.map((object) => `---\n${stringify(object)}`).join("");
      const { stdout } = await streamOperators(["render", "-f", "-"], { input });
      const annotations = named(stdout, "StatefulSet", "a-ingest")?.spec.template?.metadata.annotations;
      return (annotations as Record<string, string> | undefined)?.["chronik.stream/secrets-checksum"];
    };
    const expected = await secretsOf(withUid, secret);
    assert.match(expected ?? "", /^chronik-postgres-secret=/);
    assert.equal(await secretsOf(cluster("a"), secret, child), expected);
    assert.notEqual(await secretsOf(cluster("a"), secret), expected, "nobody knows the uid");
  });

  test("what is not as the spec asks is told beside the objects", async () => {
    const image = { controller: "example.com/controller:1", ingest: "example.com/ingest:1" };
    const { code, stderr } = await streamOperators(["render", "-f", "-"], {
      input: stringify(cluster("a", { image })),
    });
    assert.equal(code, 0);
    assert.equal(
      stderr,
      "ChronikCluster a: SecretsAvailable is False: Missing: Secret chronik-postgres-secret. Pods that run stay as they are.\n",
    );
  });

  test("--cluster-domain is the domain that Services' names end with", async () => {
    const args = ["render", "-f", BASIC, "-f", "deploy/kurrentdb/examples/my-eventstore.yaml"];
    const { code, stdout } = await streamOperators([...args, "--cluster-domain", "k8s.example.com"]);
    assert.equal(code, 0);
    for (const name of ["my-chronik-controller.default", "my-eventstore-0.my-eventstore-nodes.default"])
      assert.match(stdout, new RegExp(`\\b${name}\\.svc\\.k8s\\.example\\.com:`), name);
    const own = stdout.replace(/postgres\.default\.svc\.cluster\.local/g, "");
    assert.doesNotMatch(own, /cluster\.local/);
  });

  const kinds = controllers.map(({ customResource: { kind, group } }) => `${kind} (${group})`).join(" or ");
  const mistakes: [reason: string, args: string[], input: string, line: RegExp | string][] = [
    ["no file", ["render"], "", "render needs a file: -f FILE, or -f - for standard input"],
    ["a file that is not there", ["render", "-f", "missing.yaml"], "", "missing.yaml: no such file"],
    ["no custom resource of ours in it", ["render", "-f", "-"], "", `-: no ${kinds} in it`],
    [
      "an invalid spec",
      ["render", "-f", "-"],
      stringify(cluster("a", { controllers: -1 })),
      /^ChronikCluster a: spec\.controllers must be at least 0\./,
    ],
    [
      "a name that is too long",
      ["render", "-f", "-"],
      stringify(cluster("n".repeat(42))),
      /metadata\.name must not be longer than 41 characters/,
    ],
    [
      "a cluster domain that is none",
      ["render", "-f", BASIC, "--cluster-domain", ".local"],
      "",
      "--cluster-domain must be a DNS domain such as cluster.local, not .local",
    ],
    ["an option that there is none of", ["render", "--watch"], "", /Unknown option '--watch'/],
  ];

  for (const [reason, args, input, line] of mistakes) {
    test(`${reason}: one clear line, and exit 1`, async () => {
      const { code, stdout, stderr } = await streamOperators(args, { input });
      assert.equal(code, 1);
      assert.equal(stdout, "", "half of the objects would be worse than none: kubectl apply --prune deletes");
      assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
      if (typeof line === "string") assert.equal(stderr.trimEnd(), line);
      else assert.match(stderr, line);
    });
  }
});
