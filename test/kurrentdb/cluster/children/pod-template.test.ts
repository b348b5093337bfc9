import assert from "node:assert/strict";
import { test } from "node:test";
import { asStored } from "../../../../src/kubernetes/as-stored.ts";
import { podTemplate } from "../../../../src/kurrentdb/cluster/children/pod-template.ts";
import { clusterOf, planFor, TLS } from "../cluster-of.ts";

const template = (spec: object = {}, checksum = "s1", authorityKeys = ["ca.crt"]) =>
  podTemplate(clusterOf(spec), planFor(spec), { checksum, authorityKeys, passwords: undefined });
const pod = (spec: object = {}) => template(spec).spec!;
const container = (spec: object = {}) => pod(spec).containers[0]!;

test("the image is the vendor's of that version, or whichever is named", () => {
  const image = (spec: object) => container(spec).image;
  assert.equal(image({}), "docker.kurrent.io/kurrent-latest/kurrentdb:latest");
  assert.equal(image({ version: "26.0.1" }), "docker.kurrent.io/kurrent-latest/kurrentdb:26.0.1");
  assert.equal(image({ version: "26.0.1", image: "mirror/kurrentdb:1" }), "mirror/kurrentdb:1");
});

test("configuration, Secrets that are read at the start and the restart key restart the members", () => {
  const annotations = (spec: object, secrets: string) => template(spec, secrets).metadata?.annotations;
  const before = annotations({}, "s1");
  assert.deepEqual(annotations({}, "s1"), before, "and nothing else does");
  const options = { configuration: { options: { StatsPeriodSec: 60 } } };
  for (const [spec, secrets] of [
    [options, "s1"],
    [{ restartKey: "2026-11-22" }, "s1"],
    [{}, "s2"],
  ] as const) {
    assert.notDeepEqual(annotations(spec, secrets), before, JSON.stringify(spec));
  }
});

test("what only Services and budgets are told restarts no member", () => {
  const before = JSON.stringify(template());
  for (const spec of [
    { service: { type: "LoadBalancer", annotations: { a: "b" } } },
    { configuration: { httpPort: 8080 } },
    { podDisruptionBudget: { maxUnavailable: 2 } },
    { networkPolicy: { enabled: true } },
    { monitoring: { scrapeInterval: "15s" } },
    { serviceAccount: { annotations: { a: "b" } } },
    { storage: { deletionPolicy: "Delete" } },
  ]) {
    assert.equal(JSON.stringify(template(spec)), before, JSON.stringify(spec));
  }
});

test("labels and annotations of people are on the pods, and cannot hide ours", () => {
  const podLabels = { team: "streams", "app.kubernetes.io/instance": "theirs" };
  const podAnnotations = { note: "n", "kurrent.io/config-checksum": "theirs" };
  const { labels, annotations } = template({ podLabels, podAnnotations }).metadata!;
  assert.deepEqual([labels?.team, annotations?.note], ["streams", "n"]);
  assert.equal(labels?.["app.kubernetes.io/instance"], "events", "or the selector would lose the pods");
  assert.notEqual(annotations?.["kurrent.io/config-checksum"], "theirs");
});

test("it passes the restricted Pod Security Standard without being asked, as the image's own user", () => {
  const { securityContext, automountServiceAccountToken } = pod();
  assert.deepEqual(
    [securityContext?.runAsNonRoot, securityContext?.runAsUser, securityContext?.fsGroup],
    [true, 1001, 1001],
  );
  assert.deepEqual(securityContext?.seccompProfile, { type: "RuntimeDefault" });
  assert.deepEqual(container().securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
  assert.equal(automountServiceAccountToken, false);
});

test("variables of the namespace's Services stay away: the server stops at a KURRENTDB_ that it does not know", () =>
  assert.equal(pod().enableServiceLinks, false));

const mounts = (spec: object = {}) =>
  container(spec).volumeMounts?.map(({ name, mountPath, readOnly }) => [name, mountPath, readOnly]);

test("with a read-only root, what the server writes to is mounted", () =>
  assert.deepEqual(mounts(), [
    ["config", "/etc/kurrentdb", true],
    ["data", "/var/lib/kurrentdb", undefined],
    ["log", "/var/log/kurrentdb", undefined],
    ["tmp", "/tmp", undefined],
  ]));

test("TLS brings certificate and authority, each in a folder of its own: every file in the latter is trusted", () => {
  const volumes = pod({ security: TLS }).volumes?.slice(-2);
  assert.deepEqual(
    volumes?.map(({ name, secret }) => [name, secret?.secretName, secret?.items?.map(({ key }) => key)]),
    [
      ["certificate", "tls", ["tls.crt", "tls.key"]],
      ["authority", "tls", ["ca.crt"]],
    ],
  );
  assert.deepEqual(mounts({ security: TLS })?.slice(-2), [
    ["certificate", "/etc/kurrentdb-certificates/node", true],
    ["authority", "/etc/kurrentdb-certificates/ca", true],
  ]);
  for (const { secret } of volumes ?? []) {
    assert.equal((secret!.defaultMode! & 0o007) + (secret!.defaultMode! & 0o222), 0, "keys are not for all");
    assert.notEqual(secret!.defaultMode! & 0o040, 0, "the server's group may read them");
  }
});

test("every mount has its volume, of the pod or of the claim", () => {
  const volumes = ["data", ...pod({ security: TLS }).volumes!.map(({ name }) => name)];
  for (const { name } of container({ security: TLS }).volumeMounts!) assert.ok(volumes.includes(name), name);
});

test("it lives by /health/live and is ready by what /info says, over the protocol there is", () => {
  for (const [security, scheme] of [
    [{}, "HTTP"],
    [TLS, "HTTPS"],
  ] as const) {
    const { startupProbe, livenessProbe, readinessProbe } = container({ security });
    for (const probe of [startupProbe, livenessProbe])
      assert.deepEqual(probe?.httpGet, { path: "/health/live", port: "node", scheme });
    assert.ok(readinessProbe?.exec?.command?.some((part) => part.includes(`${scheme.toLowerCase()}://`)));
    const { readinessProbe: health } = container({ security, readiness: "Health" });
    assert.deepEqual(health?.httpGet, { path: "/health/live", port: "node", scheme });
  }
});

test("each authority is a file of its own, since the server reads the first certificate of a file", () => {
  const volume = template({ security: TLS }, "s1", ["ca.crt", "next.pem"]).spec?.volumes?.at(-1);
  assert.deepEqual(volume?.secret?.items, [
    { key: "ca.crt", path: "ca.crt" },
    { key: "next.pem", path: "next.pem" },
  ]);
});

test("with TLS a second container tells the server of renewed certificates, unless members restart for them", () => {
  const names = (security: object) => pod({ security }).containers.map(({ name }) => name);
  assert.deepEqual(names({}), ["kurrentdb"]);
  assert.deepEqual(names({ ...TLS, certificateRotation: "Restart" }), ["kurrentdb"]);
  assert.deepEqual(names(TLS), ["kurrentdb", "certificate-watcher"]);
  assert.equal(pod({ security: TLS }).shareProcessNamespace, true);
  assert.equal(pod().shareProcessNamespace, undefined);
  const annotations = template({ security: TLS }).metadata?.annotations;
  assert.equal(annotations?.["kubectl.kubernetes.io/default-container"], "kurrentdb");
});

test("a read-only replica has its own labels and amounts, and all else of a member", () => {
  const spec = {
    resources: { requests: { cpu: "1" }, limits: { memory: "8Gi" } },
    readOnlyReplicas: { resources: { requests: { cpu: "2" } } },
  };
  const secrets = { checksum: "", authorityKeys: ["ca.crt"], passwords: undefined };
  const { metadata, spec: readOnly } = podTemplate(
    clusterOf(spec),
    planFor(spec),
    secrets,
    "readOnlyReplica",
  );
  assert.equal(metadata?.labels?.["app.kubernetes.io/name"], "kurrentdb-readonly");
  assert.deepEqual(readOnly?.containers[0]?.resources, {
    requests: { cpu: "2" },
    limits: { memory: "8Gi" },
  });
});

test("a Secret's keys become environment only where one is named", () => {
  assert.deepEqual(container({ environmentSecret: "extra" }).envFrom, [{ secretRef: { name: "extra" } }]);
  assert.ok(!("envFrom" in container()));
});

test("amounts are canonical, since the API server stores them so; what is not set is left out", () => {
  const resources = { requests: { cpu: 2, memory: "1024Mi" }, limits: { cpu: "2000m" } };
  assert.deepEqual(container({ resources }).resources, {
    requests: { cpu: "2", memory: "1Gi" },
    limits: { cpu: "2" },
  });
});

test("members spread over nodes and zones unless people say otherwise, and scheduling is passed on", () => {
  assert.deepEqual(
    pod().topologySpreadConstraints?.map(({ topologyKey }) => topologyKey),
    ["kubernetes.io/hostname", "topology.kubernetes.io/zone"],
  );
  const spec = {
    nodeSelector: { disk: "ssd" },
    affinity: { podAffinity: {} },
    priorityClassName: "high",
    terminationGracePeriodSeconds: 5,
    imagePullSecrets: ["registry"],
  };
  const { nodeSelector, affinity, priorityClassName, terminationGracePeriodSeconds, imagePullSecrets } =
    pod(spec);
  assert.deepEqual(
    { nodeSelector, affinity, priorityClassName, terminationGracePeriodSeconds },
    {
      nodeSelector: { disk: "ssd" },
      affinity: { podAffinity: {} },
      priorityClassName: "high",
      terminationGracePeriodSeconds: 5,
    },
  );
  assert.deepEqual(imagePullSecrets, [{ name: "registry" }]);
  assert.equal(pod().terminationGracePeriodSeconds, 120, "a member has to flush and close");
});

test("of what people leave empty nothing is written, since the API server does not store it", () => {
  const spec = { nodeSelector: {}, tolerations: [], imagePullSecrets: [], priorityClassName: "" };
  const stored = asStored(template(spec)).spec!;
  for (const field of Object.keys(spec)) assert.ok(!(field in stored), field);
});
