import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChronikCluster } from "../../../../../src/chronik/cluster/cluster.ts";
import { podTemplate } from "../../../../../src/chronik/cluster/unified/children/pod-template.ts";
import { brokersFrom, SERVER_WITH_TLS, singleOf, threeOf } from "../unified-of.ts";

const template = (cluster: ChronikCluster, secrets = "s1") =>
  podTemplate(cluster, brokersFrom(cluster), secrets);
const pod = (cluster: ChronikCluster) => template(cluster).spec!;
const container = (cluster: ChronikCluster) => pod(cluster).containers[0]!;
const mounts = (cluster: ChronikCluster) =>
  container(cluster).volumeMounts?.map(({ name, mountPath }) => `${name} ${mountPath}`);

test("the image is today's, with a tag, and is started as its own command would", () => {
  assert.match(container(singleOf()).image!, /^ghcr\.io\/lspecian\/chronik-stream:\d/);
  assert.deepEqual(container(singleOf()).args, ["start"]);
});

test("it has no right it does not need, as the user of the image", () => {
  const { runAsUser, runAsGroup, fsGroup, runAsNonRoot } = pod(threeOf()).securityContext!;
  assert.deepEqual([runAsUser, runAsGroup, fsGroup], [1001, 1001, 1001]);
  assert.equal(runAsNonRoot, true);
  const all = [...pod(threeOf()).containers, ...pod(threeOf()).initContainers!];
  for (const { name, securityContext } of all) {
    assert.deepEqual(
      securityContext,
      { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
      name,
    );
  }
});

test("no seccomp profile refuses it io_uring, without which it ends, unless somebody has chosen one", () => {
  assert.equal("seccompProfile" in pod(singleOf()).securityContext!, false);
  for (const { securityContext } of pod(threeOf()).containers)
    assert.equal("seccompProfile" in securityContext!, false);
  const seccompProfile = { type: "Localhost", localhostProfile: "profiles/io-uring.json" };
  const chosen = singleOf({ security: { podSecurityContext: { seccompProfile, fsGroup: 7 } } });
  assert.deepEqual(pod(chosen).securityContext?.seccompProfile, seccompProfile);
  assert.equal(pod(chosen).securityContext?.fsGroup, 7);
});

test("a recovery may take an hour, and a node whose agreement hangs is not restarted for it", () => {
  const { startupProbe, livenessProbe, readinessProbe } = container(threeOf());
  assert.equal(startupProbe!.periodSeconds! * startupProbe!.failureThreshold!, 3600);
  assert.equal(startupProbe?.httpGet?.path, "/health");
  assert.equal(livenessProbe?.httpGet?.path, "/health");
  assert.equal(readinessProbe?.httpGet?.path, "/admin/health");
  const ports = container(threeOf()).ports?.map(({ name, containerPort }) => `${name} ${containerPort}`);
  assert.deepEqual(ports, ["kafka 9092", "api 6092", "wal 9291", "raft 5001"]);
  for (const probe of [startupProbe, livenessProbe, readinessProbe])
    assert.equal(probe?.httpGet?.port, "api");
});

test("what it writes to is a volume: its root is read-only", () => {
  assert.deepEqual(mounts(singleOf()), ["data /data", "tmp /tmp"]);
  assert.deepEqual(mounts(threeOf()), ["config /etc/chronik/config", "data /data", "tmp /tmp"]);
});

test("certificates and Google's key are files", () => {
  const cluster = singleOf({
    image: SERVER_WITH_TLS,
    security: { tlsEnabled: true, tlsSecret: "certificates" },
    storage: { backend: { gcs: { bucket: "b", credentialsSecret: "google" } } },
  });
  assert.deepEqual(mounts(cluster), [
    "data /data",
    "tmp /tmp",
    "tls /etc/chronik/tls",
    "gcs /etc/chronik/gcs",
  ]);
  const named = pod(cluster).volumes!.map(({ name }) => name);
  assert.deepEqual(named, ["tmp", "tls", "gcs"], "data is a claim's");
});

test("a change of the file that nodes read, or of a Secret, restarts them: the server re-reads neither", () => {
  const annotations = (cluster: ChronikCluster, secrets = "s1") =>
    template(cluster, secrets).metadata?.annotations;
  assert.notDeepEqual(annotations(threeOf({ replication: { factor: 2 } })), annotations(threeOf()));
  assert.notDeepEqual(annotations(threeOf(), "s2"), annotations(threeOf()));
  assert.deepEqual(Object.keys(annotations(singleOf())!), ["chronik.stream/secrets-checksum"], "has no file");
});

test("what only Services and budgets are told restarts no node", () => {
  const before = JSON.stringify(template(threeOf()));
  for (const spec of [
    { network: { serviceAnnotations: { a: "b" } } },
    { podDisruptionBudget: { maxUnavailable: 0 } },
    { networkPolicy: { enabled: true } },
    { monitoring: { prometheus: true } },
    { storage: { deletionPolicy: "Delete" } },
    { controllers: 9, image: { ingest: "other" }, metastore: { connection: { host: "other" } } },
  ]) {
    assert.equal(JSON.stringify(template(threeOf(spec))), before, JSON.stringify(spec));
  }
});

test("labels of people are on the pods, and cannot hide ours", () => {
  const podLabels = { team: "platform", "app.kubernetes.io/component": "theirs" };
  const { labels } = template(singleOf({ podLabels })).metadata!;
  assert.equal(labels?.team, "platform");
  assert.equal(labels?.["app.kubernetes.io/component"], "server", "or the selector would lose the pods");
});

test("only several nodes have a guard before they start", () => {
  assert.equal(pod(singleOf()).initContainers, undefined);
  assert.deepEqual(
    pod(threeOf()).initContainers?.map(({ name, image }) => [name, image]),
    [["start-guard", container(threeOf()).image]],
  );
});

test("on the host's network its ports are the host's, and names still resolve", () => {
  const cluster = singleOf({ network: { hostNetwork: true } });
  assert.equal(pod(cluster).dnsPolicy, "ClusterFirstWithHostNet");
  assert.ok(container(cluster).ports?.every(({ containerPort, hostPort }) => hostPort === containerPort));
});
