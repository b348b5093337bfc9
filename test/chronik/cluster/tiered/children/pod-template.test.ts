import assert from "node:assert/strict";
import { test } from "node:test";
import { podTemplate } from "../../../../../src/chronik/cluster/tiered/children/pod-template.ts";
import { ROLES, type Role } from "../../../../../src/chronik/cluster/tiered/roles.ts";
import { asStored } from "../../../../../src/kubernetes/as-stored.ts";
import { clusterOf } from "../../cluster-of.ts";

const template = (spec: object = {}, secrets = "s1") => podTemplate(clusterOf(spec), "ingest", secrets);
const pod = (spec: object = {}) => template(spec).spec!;
const container = (spec: object = {}) => pod(spec).containers[0]!;

test("each role runs its own image under its own name", () => {
  const image = { controller: "r/c:1", ingest: "r/i:2", search: "r/s:3", pullPolicy: "Always" };
  const containers = ROLES.map((role) => podTemplate(clusterOf({ image }), role, "").spec!.containers[0]!);
  assert.deepEqual(
    containers.map(({ name, image, imagePullPolicy }) => `${name} ${image} ${imagePullPolicy}`),
    ["controller r/c:1 Always", "ingest r/i:2 Always", "search r/s:3 Always"],
  );
});

test("a change of the configuration or of a Secret restarts the pods: the server re-reads neither", () => {
  const annotations = (spec: object, secrets: string) => template(spec, secrets).metadata?.annotations;
  const before = annotations({}, "s1");
  assert.deepEqual(annotations({}, "s1"), before, "and nothing else does");
  assert.notDeepEqual(annotations({ metastore: { connection: { host: "elsewhere" } } }, "s1"), before);
  assert.notDeepEqual(annotations({}, "s2"), before);
});

test("what only Services and budgets are told restarts no pod", () => {
  const before = JSON.stringify(template());
  for (const spec of [
    { network: { serviceType: "LoadBalancer", serviceAnnotations: { a: "b" } } },
    { podDisruptionBudget: { maxUnavailable: 2 } },
    { networkPolicy: { enabled: true } },
    { ingestNodes: 9 },
    { autoscaling: { ingestNodes: { maxReplicas: 9 } } },
    { storage: { deletionPolicy: "Delete" } },
  ]) {
    assert.equal(JSON.stringify(template(spec)), before, JSON.stringify(spec));
  }
});

test("labels and annotations of people are on the pods, and cannot hide ours", () => {
  const podLabels = { team: "platform", "app.kubernetes.io/component": "theirs" };
  const podAnnotations = { note: "n", "chronik.stream/config-checksum": "theirs" };
  const { labels, annotations } = template({ podLabels, podAnnotations }).metadata!;
  assert.equal(labels?.team, "platform");
  assert.equal(labels?.["app.kubernetes.io/component"], "ingest", "or the selector would lose the pods");
  assert.equal(annotations?.note, "n");
  assert.notEqual(annotations?.["chronik.stream/config-checksum"], "theirs");
});

test("it passes the restricted Pod Security Standard without being asked", () => {
  const { securityContext } = pod();
  assert.equal(securityContext?.runAsNonRoot, true);
  assert.deepEqual(securityContext?.seccompProfile, { type: "RuntimeDefault" });
  assert.deepEqual(container().securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
  assert.equal(pod().automountServiceAccountToken, false);
});

test("with a read-only root, what the server writes to is mounted", () => {
  const mounts = container().volumeMounts?.map(({ name, mountPath, readOnly }) => [
    name,
    mountPath,
    readOnly,
  ]);
  assert.deepEqual(mounts, [
    ["config", "/etc/chronik/config", true],
    ["data", "/var/lib/chronik", undefined],
    ["data", "/data", undefined],
    ["tmp", "/tmp", undefined],
  ]);
});

test("TLS brings its Secret as a read-only volume", () => {
  const spec = { security: { tlsEnabled: true, tlsSecret: "certificates" } };
  assert.deepEqual(
    pod(spec).volumes?.find(({ name }) => name === "tls"),
    { name: "tls", secret: { secretName: "certificates", defaultMode: 0o644 } },
  );
  assert.deepEqual(container(spec).volumeMounts?.at(-1), {
    name: "tls",
    mountPath: "/etc/chronik/tls",
    readOnly: true,
  });
});

test("every mount has its volume, of the pod or of the claim", () => {
  const spec = { security: { tlsEnabled: true, tlsSecret: "certificates" } };
  const volumes = ["data", ...pod(spec).volumes!.map(({ name }) => name)];
  for (const { name } of container(spec).volumeMounts!) assert.ok(volumes.includes(name), name);
});

test("probes ask what the servers answer, and give a slow start five minutes before the first restart", () => {
  const { startupProbe, livenessProbe, readinessProbe } = container();
  assert.deepEqual(
    [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet?.path),
    ["/healthz", "/healthz", "/readyz"],
  );
  assert.deepEqual(
    [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet?.port),
    ["health", "health", "health"],
  );
  assert.equal(startupProbe!.periodSeconds! * startupProbe!.failureThreshold!, 300);
});

test("amounts are canonical, since the API server stores them so; what is not set is left out", () => {
  const resources = { ingest: { cpu: 1, memory: "1024Mi", cpuLimit: "2000m" } };
  assert.deepEqual(container({ resources }).resources, {
    requests: { cpu: "1", memory: "1Gi" },
    limits: { cpu: "2" },
  });
  assert.deepEqual(container().resources, {});
});

test("on the hosts' network the ports are the hosts', and names of the cluster still resolve", () => {
  const network = { hostNetwork: true };
  assert.equal(pod({ network }).hostNetwork, true);
  assert.equal(pod({ network }).dnsPolicy, "ClusterFirstWithHostNet");
  assert.ok(container({ network }).ports?.every(({ hostPort, containerPort }) => hostPort === containerPort));
  assert.equal(pod().dnsPolicy, "ClusterFirst");
  assert.equal(pod({ network: { ...network, dnsPolicy: "Default" } }).dnsPolicy, "Default", "unless told");
});

test("scheduling is passed on as it is", () => {
  const spec = {
    nodeSelector: { disk: "ssd" },
    affinity: { podAffinity: {} },
    priorityClassName: "high",
    terminationGracePeriodSeconds: 5,
    image: { pullSecrets: ["registry"] },
  };
  const { nodeSelector, affinity, priorityClassName, terminationGracePeriodSeconds, imagePullSecrets } =
    pod(spec);
  assert.deepEqual(
    { nodeSelector, affinity, priorityClassName, terminationGracePeriodSeconds },
    {
      nodeSelector: spec.nodeSelector,
      affinity: spec.affinity,
      priorityClassName: "high",
      terminationGracePeriodSeconds: 5,
    },
  );
  assert.deepEqual(imagePullSecrets, [{ name: "registry" }]);
});

test("of what people leave empty nothing is written, since the API server does not store it", () => {
  const spec = {
    nodeSelector: {},
    tolerations: [],
    image: { pullSecrets: [] },
    priorityClassName: "",
    envFrom: [],
  };
  const { topologySpreadConstraints: _, ...stored } = asStored(template(spec)).spec!;
  for (const field of ["nodeSelector", "tolerations", "imagePullSecrets", "priorityClassName"]) {
    assert.ok(!(field in stored), field);
  }
  assert.ok(!("envFrom" in stored.containers[0]!));
});

test("the index of ingest and search is on the volume, wherever else they would write it: the root is read-only", () => {
  const paths = (role: Role) =>
    podTemplate(clusterOf(), role, "").spec!.containers[0]!.volumeMounts!.flatMap(({ name, mountPath }) =>
      name === "data" ? [mountPath] : [],
    );
  assert.deepEqual(paths("controller"), ["/var/lib/chronik"]);
  assert.deepEqual(paths("ingest"), ["/var/lib/chronik", "/data"]);
  assert.deepEqual(paths("search"), ["/var/lib/chronik", "/data"]);
});

test("a pod is interrupted before it is told to stop: its server heeds nothing else, and would be killed in the end", () =>
  assert.deepEqual(container().lifecycle?.preStop?.exec?.command, ["sh", "-c", "kill -INT 1"]));
