/** The Helm chart: valid by itself, and the same as kustomize's folders for the same settings. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { isMap, isScalar, parseDocument } from "yaml";
import { CLUSTER_DOMAIN } from "../../src/controller/platform.ts";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import { controllers, operators } from "../../src/operators.ts";
import { kustomizeWith, objectsOf, repository, skip as skipKustomize } from "../deploy/kustomize.ts";
import { helm, skip } from "./helm.ts";
import { comparable } from "./manifests.ts";

const CHART = join(repository, "deploy/helm/stream-operators");
const ENVIRONMENTS = ["dev", "staging", "uat", "production"];
const environment = (name: string) => join(CHART, "environments", `${name}.yaml`);

/** With everything on that can be on. */
const EVERYTHING = [
  "tls.certManager.enabled=true",
  "auth.enabled=true",
  "networkPolicy.enabled=true",
  "networkPolicy.defaultDeny=true",
  "registration.components={prometheus-operator}",
  "metrics.serviceMonitor.enabled=true",
  "monitoring.prometheusRule.enabled=true",
  "monitoring.dashboards.enabled=true",
];

interface Install {
  release: string;
  namespace: string;
  operator: "chronik" | "kurrentdb";
}
const CHRONIK: Install = {
  release: "chronik-operator",
  namespace: "chronik-operator-system",
  operator: "chronik",
};
const KURRENTDB: Install = {
  release: "kurrentdb-operator",
  namespace: "kurrentdb-system",
  operator: "kurrentdb",
};

const template = async (
  { release, namespace, operator }: Install,
  values: readonly string[] = [],
  sets: readonly string[] = [],
): Promise<KubernetesObject[]> => {
  const settings = [`operators={${operator}}`, ...sets].flatMap((value) => ["--set", value]);
  const files = values.flatMap((file) => ["--values", file]);
  return objectsOf(await helm("template", release, CHART, "--namespace", namespace, ...files, ...settings));
};

for (const name of ENVIRONMENTS) {
  test(`lint and render: ${name}, plain and with everything on`, { skip }, async () => {
    for (const sets of [[], EVERYTHING]) {
      const settings = sets.flatMap((value) => ["--set", value]);
      await helm("lint", "--strict", CHART, "--values", environment(name), ...settings);
      const objects = await template(KURRENTDB, [environment(name)], sets);
      const names = objects.map(
        ({ kind, metadata }) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`,
      );
      assert.equal(new Set(names).size, names.length, "no object twice");
      for (const { kind, metadata } of objects) {
        assert.equal(metadata.labels?.["helm.sh/chart"]?.startsWith("stream-operators-"), true, kind);
      }
    }
  });
}

test("a value that is unknown or wrong stops the installation, and is named", { skip }, async () => {
  const wrong = [
    ["logLevel=loud", /logLevel/],
    ["replcas=2", /replcas/],
    ["operators={chronic}", /operators/],
    ["registration.timeout=soon", /timeout/],
    ["auth.enabled=true", /needs tls/],
    ["clusterDomain=cluster..local", /clusterDomain/],
  ] as const;
  for (const [value, says] of wrong) {
    await assert.rejects(helm("template", "x", CHART, "--set", value), says, value);
  }
});

test("the cluster's domain goes to the service and into its certificate, and is checked as the service does", {
  skip,
}, async () => {
  const sets = ["clusterDomain=k8s.example.com", "tls.certManager.enabled=true"];
  const objects = await template(KURRENTDB, [], sets);
  const text = (kind: string) => JSON.stringify(objects.filter((object) => object.kind === kind));
  assert.match(text("Deployment"), /"CLUSTER_DOMAIN","value":"k8s\.example\.com"/);
  assert.match(text("Certificate"), /\.svc\.k8s\.example\.com"/);
  const { properties } = JSON.parse(await readFile(join(CHART, "values.schema.json"), "utf8"));
  assert.deepEqual(properties.clusterDomain, { type: "string", ...CLUSTER_DOMAIN });
});

test("one release can be both operators", { skip }, async () => {
  const objects = objectsOf(await helm("template", "stream-operators", CHART, "--namespace", "streams"));
  const count = (kind: string) => objects.filter((object) => object.kind === kind).length;
  assert.equal(count("Deployment"), 1);
  assert.equal(count("CompositeController"), controllers.length);
  assert.equal(count("CustomResourceDefinition"), controllers.length);
  const text = JSON.stringify(objects.find(({ kind }) => kind === "Deployment"));
  assert.match(text, new RegExp(`"OPERATORS","value":"${operators.map(({ name }) => name).join(",")}"`));
});

test("CRDs stay when the release goes, and are those of crds/", { skip }, async () => {
  for (const install of [CHRONIK, KURRENTDB]) {
    const crds = (await template(install)).filter(({ kind }) => kind === "CustomResourceDefinition");
    assert.equal(crds.length, 1);
    const [crd] = crds;
    assert.equal(crd!.metadata.annotations?.["helm.sh/resource-policy"], "keep");
    const [source] = objectsOf(
      await readFile(join(repository, "crds", `${crd!.metadata.name}.yaml`), "utf8"),
    );
    assert.deepEqual((crd as { spec?: unknown }).spec, (source as { spec?: unknown }).spec);
  }
});

test("every value is described, and the schema knows the same ones", async () => {
  const text = await readFile(join(CHART, "values.yaml"), "utf8");
  // Values that stand together share a description.
  for (const paragraph of text.split(/\n\s*\n/)) assert.match(paragraph, /^ *# /m, paragraph);
  const schema = JSON.parse(await readFile(join(CHART, "values.schema.json"), "utf8"));
  compareKeys(parseDocument(text).contents, schema, "");
});

interface Schema {
  properties?: Record<string, Schema>;
}
function compareKeys(node: unknown, { properties }: Schema, path: string): void {
  if (!isMap(node) || !properties) return;
  const keys = node.items.map(({ key }) => (isScalar(key) ? String(key.value) : ""));
  const known = Object.keys(properties).filter((key) => key !== "global");
  if (path !== ".resources")
    assert.deepEqual(keys.toSorted(), known.toSorted(), `keys of ${path || "values"}`);
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : "";
    if (properties[name]) compareKeys(value, properties[name], `${path}.${name}`);
  }
}

const kustomizations: {
  says: string;
  install: Install;
  folder: string;
  components?: readonly string[];
  values?: readonly string[];
  sets?: readonly string[];
}[] = [
  { says: "the Chronik operator", install: CHRONIK, folder: "deploy/operator" },
  {
    says: "the Chronik operator with cert-manager, a token and Prometheus",
    install: CHRONIK,
    folder: "deploy/operator",
    components: ["cert-manager", "bearer-token", "prometheus-operator", "events"],
    sets: [
      "tls.certManager.enabled=true",
      "auth.enabled=true",
      "registration.components={prometheus-operator,events}",
      "metrics.serviceMonitor.enabled=true",
    ],
  },
  ...ENVIRONMENTS.flatMap((name) => [
    {
      says: `the KurrentDB operator in ${name}`,
      install: KURRENTDB,
      folder: `deploy/kurrentdb/overlays/${name}`,
      values: [environment(name)],
    },
    {
      says: `the KurrentDB operator in ${name} with TLS and Prometheus`,
      install: KURRENTDB,
      folder: `deploy/kurrentdb/overlays/${name}`,
      components: ["tls", "prometheus-operator"],
      values: [environment(name)],
      sets: [
        "tls.enabled=true",
        "registration.components={prometheus-operator}",
        "metrics.serviceMonitor.enabled=true",
      ],
    },
  ]),
];

for (const { says, install, folder, components = [], values, sets } of kustomizations) {
  test(`Helm and kustomize give the same objects: ${says}`, { skip: skip || skipKustomize }, async () => {
    const leftOut = operators
      .filter(({ name }) => name !== install.operator)
      .flatMap(({ controllers }) => controllers.map(({ customResource }) => customResource.group));
    const byHelm = comparable(await template(install, values, sets), install.release, leftOut);
    const byKustomize = comparable(
      objectsOf(await kustomizeWith(folder, components)),
      install.release,
      leftOut,
    );
    assert.deepEqual([...byHelm.keys()], [...byKustomize.keys()]);
    for (const [name, object] of byHelm) assert.deepEqual(object, byKustomize.get(name), name);
  });
}
