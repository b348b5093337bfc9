/** What deploy/kurrentdb/examples/ comes with: scripts and cert-manager's objects that make the examples' Secrets. */
import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import { addressesOf } from "../../src/kurrentdb/cluster/addresses.ts";
import { dialledNames } from "../../src/kurrentdb/cluster/certificates/shape.ts";
import { clusterName, type KurrentDB, nodesDomain } from "../../src/kurrentdb/cluster/cluster.ts";
import { secretNeeds } from "../../src/kurrentdb/cluster/secrets.ts";
import { SIZES } from "../../src/kurrentdb/cluster/spec.ts";
import { clusterFrom } from "./cluster/cluster-of.ts";
import { example } from "./cluster/situations.ts";

const folder = fileURLToPath(new URL("../../deploy/kurrentdb/examples/", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "examples-"));
after(() => rmSync(temporary, { recursive: true }));
const fresh = () => mkdtempSync(join(temporary, "run-"));

const run = (script: string, ...args: string[]): SpawnSyncReturns<string> =>
  spawnSync("sh", [join(folder, script), ...args], { encoding: "utf8" });

function succeeds(script: string, ...args: string[]): string {
  const { status, stdout, stderr } = run(script, ...args);
  assert.equal(status, 0, stderr);
  assert.equal(stderr, "");
  return stdout;
}

const LICENCE = join(temporary, "licence.txt");
writeFileSync(LICENCE, "key of the licence\n");

const cluster = (name: string): KurrentDB => clusterFrom(example(`${name}.yaml`));
const secretsFor = (name: string, output: string, ...options: string[]) =>
  succeeds("secrets.sh", ...options, "-o", output, "-l", LICENCE, name);

interface Manifest {
  kind: string;
  metadata: { name: string; namespace: string };
  data: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: these are files, and what is in them is what the tests are about.
  spec: any;
}
const manifests = (yaml: string) => parseAllDocuments(yaml).map((document) => document.toJS() as Manifest);

/** Every name under which a member may be dialled, by other members, by clients, and by clients outside. */
function dialled({ metadata, spec }: KurrentDB, perNodeDomain?: string): string[] {
  const largest = Math.max(...SIZES);
  const service = perNodeDomain ? { type: "LoadBalancer", perNodeDomain } : spec.service;
  const everything = clusterFrom({
    apiVersion: "kurrent.io/v1alpha1",
    kind: "KurrentDB",
    metadata,
    spec: { ...spec, replicas: largest, configuration: {}, service, readOnlyReplicas: { replicas: 2 } },
  });
  const names = dialledNames(addressesOf(everything, { clusterSize: largest, targetSize: largest }));
  assert.equal(names.length, largest + 2 + 1 + 2 + (perNodeDomain ? largest : 0));
  return names;
}

/** Whether openssl takes a certificate for that purpose and, at a server, for the name it was dialled by. */
const verifies = (at: string, purpose: "sslserver" | "sslclient", name?: string): boolean => {
  const names = name === undefined ? [] : ["-verify_hostname", name];
  const files = ["-CAfile", join(at, "ca.crt"), "-purpose", purpose, ...names, join(at, "tls.crt")];
  return spawnSync("openssl", ["verify", ...files]).status === 0;
};

const certificate = (at: string, file = "tls.crt") => new X509Certificate(readFileSync(join(at, file)));

/** What the server asks of a certificate beside its names. */
function isRight(at: string, commonName: string): void {
  const [node, authority] = [certificate(at), certificate(at, "ca.crt")];
  assert.equal(node.subject, `CN=${commonName}`);
  assert.deepEqual(
    [node.publicKey.asymmetricKeyType, node.publicKey.asymmetricKeyDetails?.modulusLength],
    ["rsa", 2048],
  );
  const key = readFileSync(join(at, "tls.key"), "utf8");
  assert.ok(node.checkPrivateKey(createPrivateKey(key)));
  // The server reads the kind of key from the first line.
  assert.match(key, /^-----BEGIN (RSA )?PRIVATE KEY-----\n/);
  assert.equal(authority.subject, authority.issuer, "self-signed");
  assert.ok(authority.ca && !node.ca && node.checkIssued(authority) && node.verify(authority.publicKey));
  const left = Date.parse(node.validTo) - Date.now();
  assert.ok(left > 360 * 86_400_000 && Date.parse(authority.validTo) > Date.parse(node.validTo));
  const usages = spawnSync("openssl", [
    ...["x509", "-noout", "-ext", "keyUsage,extendedKeyUsage", "-in", join(at, "tls.crt")],
  ]).stdout.toString();
  assert.match(usages, /: critical\n +Digital Signature, Key Encipherment\n/);
  assert.match(usages, /TLS Web Server Authentication, TLS Web Client Authentication/);
}

for (const name of ["dev", "my-eventstore", "staging"]) {
  test(`${name}.yaml needs nothing, and the script says so by refusing it`, () => {
    assert.deepEqual(secretNeeds(cluster(name)), []);
    const { status, stdout } = run("secrets.sh", "-o", fresh(), name);
    assert.deepEqual([status, stdout], [2, ""]);
  });
}

for (const name of ["uat", "production"]) {
  describe(`${name}.yaml`, () => {
    const at = fresh();
    const made = manifests(secretsFor(name, at));
    const needs = secretNeeds(cluster(name));

    test("the script makes every Secret and key that it needs, and no other", () => {
      const wanted = new Map<string, Set<string>>();
      for (const { name, keys } of needs) wanted.set(name, new Set([...(wanted.get(name) ?? []), ...keys]));
      assert.deepEqual(
        new Map(made.map(({ metadata, data }) => [metadata.name, new Set(Object.keys(data))])),
        wanted,
      );
      for (const { kind, metadata } of made)
        assert.deepEqual([kind, metadata.namespace], ["Secret", cluster(name).metadata.namespace]);
    });

    test("what is in them is what is kept, and each password is its own", () => {
      const values = new Map(
        made.flatMap(({ metadata, data }) =>
          Object.entries(data).map(([key, value]) => [
            `${metadata.name} ${key}`,
            Buffer.from(value, "base64").toString(),
          ]),
        ),
      );
      const own = clusterName(cluster(name));
      for (const file of ["tls.crt", "tls.key", "ca.crt"])
        assert.equal(values.get(`${own}-tls ${file}`), readFileSync(join(at, file), "utf8"));
      const passwords = ["admin", "ops"].map((user) => {
        const password = values.get(`${own}-${user} password`);
        assert.equal(password, readFileSync(join(at, `${user}-password`), "utf8"));
        assert.match(password!, /^[0-9a-f]{40}$/);
        return password;
      });
      assert.notEqual(passwords[0], passwords[1]);
      if (name === "production") assert.equal(values.get(`${own}-license licenseKey`), "key of the licence");
    });

    test("openssl takes the certificate for every name that is dialled, at both ends", () => {
      for (const host of dialled(cluster(name))) assert.ok(verifies(at, "sslserver", host), host);
      assert.ok(verifies(at, "sslclient"));
    });

    test("and for no other", () => {
      const own = nodesDomain(cluster(name));
      for (const host of [
        "eventstore-node",
        `a.b.${own}`,
        own.replace(".default.", ".other."),
        `${clusterName(cluster(name))}-0.other-nodes.default.svc.cluster.local`,
      ])
        assert.ok(!verifies(at, "sslserver", host), host);
    });

    test("it is what the server asks for, under the common name that the members are told", () => {
      const { reservedNodeCommonName } = cluster(name).spec.security;
      assert.equal(reservedNodeCommonName, "eventstore-node");
      isRight(at, reservedNodeCommonName);
    });

    test("another run gives the same, and another folder has other passwords and keys", () => {
      assert.deepEqual(manifests(secretsFor(name, at)), made);
      const others = manifests(secretsFor(name, fresh()));
      const secrets = (them: Manifest[]) => them.flatMap(({ data }) => [data["tls.key"], data.password]);
      for (const value of secrets(made).filter((value) => value)) {
        assert.ok(!secrets(others).includes(value));
      }
    });

    test("cert-manager's objects ask for the same", () => {
      const objects = manifests(readFileSync(join(folder, "cert-manager", `${name}.yaml`), "utf8"));
      const find = (kind: string, object: string) => {
        const found = objects.filter((one) => one.kind === kind && one.metadata.name === object);
        assert.equal(found.length, 1, `${kind} ${object}`);
        assert.equal(found[0]!.metadata.namespace, cluster(name).metadata.namespace);
        return found[0]!.spec;
      };
      const own = clusterName(cluster(name));
      const node = find("Certificate", `${own}-tls`);
      const { certificateSecret, certificateAuthoritySecret } = cluster(name).spec.security;
      assert.deepEqual(
        [node.secretName, node.secretName],
        [certificateSecret, certificateAuthoritySecret],
        "cert-manager writes ca.crt into the same Secret",
      );
      assert.deepEqual(
        node.dnsNames.map((host: string) => `DNS:${host}`).join(", "),
        certificate(at).subjectAltName,
      );
      assert.equal(`CN=${node.commonName}`, certificate(at).subject);
      assert.deepEqual([...node.usages].sort(), [
        "client auth",
        "digital signature",
        "key encipherment",
        "server auth",
      ]);
      const signer = find("Issuer", node.issuerRef.name);
      const authority = find("Certificate", `${own}-ca`);
      assert.equal(signer.ca.secretName, authority.secretName);
      assert.ok(authority.isCA && authority.commonName, "an authority needs a name, or its issuer has none");
      assert.deepEqual(find("Issuer", authority.issuerRef.name), { selfSigned: {} });
      for (const { privateKey } of [node, authority])
        assert.deepEqual([privateKey.algorithm, privateKey.size], ["RSA", 2048]);
      assert.equal(objects.length, 4);
    });
  });
}

test("with cert-manager the certificate is left out", () => {
  const at = fresh();
  const names = manifests(secretsFor("uat", at, "-c")).map(({ metadata }) => metadata.name);
  assert.deepEqual(names, ["eventstore-uat-admin", "eventstore-uat-ops"]);
  assert.deepEqual(readdirSync(at).sort(), ["admin-password", "ops-password"]);
});

test("production without its licence says so, and makes nothing", () => {
  const at = fresh();
  const { status, stdout, stderr } = run("secrets.sh", "-o", at, "production");
  assert.deepEqual([status, stdout], [1, ""]);
  assert.equal(stderr, "production.yaml has a licence: name the file with its key by -l\n");
  assert.deepEqual(readdirSync(at), []);
});

describe("a cluster of one's own", () => {
  const at = fresh();
  const options = [
    "-n",
    "data",
    "-a",
    "*.events.example.com",
    "-a",
    "events.example.com",
    "-o",
    at,
    "events",
  ];
  const own = clusterFrom({ ...example("dev.yaml"), metadata: { name: "events", namespace: "data" } });
  const before = succeeds("certificates.sh", ...options);

  test("its certificate is for its namespace, and for the names outside", () => {
    assert.equal(before, "");
    for (const host of [...dialled(own, "events.example.com"), "events.example.com"])
      assert.ok(verifies(at, "sslserver", host), host);
    isRight(at, "eventstore-node");
  });

  test("keys are for their owner alone, and nothing else is left", () => {
    assert.deepEqual(readdirSync(at).sort(), ["ca.crt", "ca.key", "tls.crt", "tls.key"]);
    for (const file of readdirSync(at)) assert.equal(statSync(join(at, file)).mode & 0o077, 0, file);
  });

  test("renewed, it is another of the same authority", () => {
    const [node, authority] = [certificate(at), certificate(at, "ca.crt")];
    succeeds("certificates.sh", ...options);
    assert.equal(certificate(at, "ca.crt").fingerprint256, authority.fingerprint256);
    assert.notEqual(certificate(at).fingerprint256, node.fingerprint256);
    assert.notEqual(certificate(at).serialNumber, node.serialNumber);
    assert.equal(certificate(at).subjectAltName, node.subjectAltName);
    isRight(at, "eventstore-node");
  });

  test("with half of its authority gone nothing is made in its place", () => {
    const broken = fresh();
    succeeds("certificates.sh", "-o", broken, "events");
    const node = certificate(broken).fingerprint256;
    rmSync(join(broken, "ca.key"));
    const { status, stderr } = run("certificates.sh", "-o", broken, "events");
    assert.notEqual(status, 0);
    assert.match(stderr, /ca\.key/);
    assert.deepEqual(readdirSync(broken).sort(), ["ca.crt", "tls.crt", "tls.key"]);
    assert.equal(certificate(broken).fingerprint256, node);
  });

  test("the longest name that a cluster can have fits, in another cluster domain", () => {
    const long = fresh();
    const name = "e".repeat(52);
    succeeds("certificates.sh", "-n", "n".repeat(63), "-d", "corp.example", "-o", long, name);
    assert.ok(verifies(long, "sslserver", `${name}-4.${name}-nodes.${"n".repeat(63)}.svc.corp.example`));
  });
});

for (const args of [[], ["-o", "folder"], ["name"], ["-x", "-o", "folder", "name"], ["-o", "f", "a", "b"]]) {
  for (const script of ["certificates.sh", "secrets.sh"]) {
    test(`${script} ${args.join(" ")}: says how it is called`, () => {
      const { status, stdout, stderr } = run(script, ...args);
      assert.deepEqual([status, stdout], [2, ""]);
      assert.match(stderr, new RegExp(`${script} \\[-n NAMESPACE\\]`));
    });
  }
}
