import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { test as nodeTest } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { Pod, PodSpec } from "kubernetes-types/core/v1.js";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import { fakeNodes } from "../support/control-plane/cluster-objects.ts";
import { type ControlPlane, startControlPlane, unavailable } from "../support/control-plane/control-plane.ts";
import { onControlPlane } from "../support/control-plane/suite.ts";
import { until } from "../support/control-plane/until.ts";

const namespace = "default";

/** Three pods with a volume each, of any image: nothing pulls it. */
const statefulSet = (
  name: string,
  spec: Partial<StatefulSet["spec"]> = {},
): StatefulSet & KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name, namespace },
  spec: {
    replicas: 3,
    serviceName: name,
    podManagementPolicy: "Parallel",
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          { name: "main", image: "no/such:image", volumeMounts: [{ name: "data", mountPath: "/data" }] },
        ],
      },
    },
    volumeClaimTemplates: [
      {
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    ],
    ...spec,
  },
});

const pod = (name: string, spec: Partial<PodSpec>): Pod & KubernetesObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace },
  spec: { containers: [{ name: "main", image: "no/such:image" }], ...spec },
});

const test = await onControlPlane({
  own: true,
  users: { operator: ["operators"] },
  nodes: [
    ...fakeNodes(3),
    {
      name: "dedicated",
      labels: { pool: "dedicated" },
      taints: [{ key: "dedicated", value: "yes", effect: "NoSchedule" }],
    },
  ],
  storageClasses: ["standard", "fast"],
});

const readyReplicas = async ({ client }: ControlPlane, name: string) =>
  (await client.get("StatefulSet.apps/v1", { namespace, name }))?.status?.readyReplicas ?? 0;
const phase = async ({ client }: ControlPlane, name: string) =>
  (await client.get("Pod.v1", { namespace, name }))?.status?.phase;
const claims = ({ client }: ControlPlane, name: string) =>
  client.list("PersistentVolumeClaim.v1", { namespace, labelSelector: `app=${name}` });

test("brings a StatefulSet with volumes to ready", async (plane) => {
  await plane.client.create(statefulSet("web"));
  await plane.until("three ready pods", async () => (await readyReplicas(plane, "web")) === 3);
  const phases = (await claims(plane, "web")).map(({ status }) => status?.phase);
  assert.deepEqual(phases, ["Bound", "Bound", "Bound"]);
});

test("provides volumes of each class, and none of a class that does not exist", async (plane) => {
  const claimOf = (storageClassName: string) => ({
    metadata: { name: "data" },
    spec: { storageClassName, accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  });
  await plane.client.create(statefulSet("fast", { volumeClaimTemplates: [claimOf("fast")] }));
  await plane.client.create(statefulSet("wrong", { volumeClaimTemplates: [claimOf("no-such-class")] }));
  await plane.until("three ready pods", async () => (await readyReplicas(plane, "fast")) === 3);
  assert.equal(await readyReplicas(plane, "wrong"), 0);
});

test("removes the claims and volumes of a deleted StatefulSet whose policy says so", async (plane) => {
  const policy = { whenDeleted: "Delete", whenScaled: "Retain" };
  await plane.client.create(statefulSet("passing", { persistentVolumeClaimRetentionPolicy: policy }));
  await plane.until("three ready pods", async () => (await readyReplicas(plane, "passing")) === 3);
  const volumes = (await claims(plane, "passing")).map(({ spec }) => spec!.volumeName!);
  await plane.client.delete("StatefulSet.apps/v1", { namespace, name: "passing" });
  await plane.until("no claims", async () => (await claims(plane, "passing")).length === 0);
  await plane.until("no volumes", async () => {
    const left = await plane.client.list("PersistentVolume.v1");
    return !left.some(({ metadata }) => volumes.includes(metadata.name));
  });
});

test("keeps the claims of a deleted StatefulSet otherwise", async (plane) => {
  await plane.client.create(statefulSet("kept"));
  await plane.until("three ready pods", async () => (await readyReplicas(plane, "kept")) === 3);
  await plane.client.delete("StatefulSet.apps/v1", { namespace, name: "kept" });
  const ofSet = { namespace, labelSelector: "app=kept" };
  await plane.until("no pods", async () => (await plane.client.list("Pod.v1", ofSet)).length === 0);
  assert.equal((await claims(plane, "kept")).length, 3);
});

test("schedules pods by the nodes' zones, labels and taints", async (plane) => {
  const dedicated = { nodeSelector: { pool: "dedicated" } };
  const toleration = { key: "dedicated", operator: "Exists", effect: "NoSchedule" };
  await plane.client.create(pod("shut-out", dedicated));
  await plane.client.create(pod("let-in", { ...dedicated, tolerations: [toleration] }));
  await plane.until(
    "the pod on the dedicated node",
    async () => (await phase(plane, "let-in")) === "Running",
  );
  assert.equal(await phase(plane, "shut-out"), "Pending");

  const nodes = await plane.client.list("Node.v1", { labelSelector: "!pool" });
  const zones = nodes.map(({ metadata }) => metadata.labels?.["topology.kubernetes.io/zone"]);
  assert.deepEqual(zones.sort(), ["zone-a", "zone-b", "zone-c"]);
});

test("lets a user do what a role of theirs allows, and nothing else", async (plane) => {
  const operator = plane.clientOf("operator");
  const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace, name: "theirs" } };
  await assert.rejects(operator.create(map), { code: 403, reason: "Forbidden" });
  const rbac = "rbac.authorization.k8s.io";
  await plane.client.create({
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRole",
    metadata: { name: "config-maps" },
    rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["create"] }],
  });
  await plane.client.create({
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: "config-maps" },
    roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "config-maps" },
    subjects: [{ apiGroup: rbac, kind: "Group", name: "operators" }],
  });
  await plane.until("the role to hold", () => operator.create(map));
  await assert.rejects(operator.list("ConfigMap.v1", { namespace }), { code: 403 });
  assert.match(await plane.kubectl(["auth", "whoami"], { user: "operator" }), /operators/);
});

test("tells who wrote what", async (plane) => {
  const since = new Date();
  const ref = { namespace, name: "written" };
  await plane.client.create({ apiVersion: "v1", kind: "ConfigMap", metadata: ref });
  await plane.client.patch("ConfigMap.v1", ref, { data: { a: "1" } });
  await plane.client.get("ConfigMap.v1", ref);
  await plane.client.delete("ConfigMap.v1", ref);
  await assert.rejects(plane.clientOf("operator").delete("ConfigMap.v1", ref), { code: 403 });

  const written = (await plane.writes({ since })).filter(({ name }) => name === "written");
  assert.deepEqual(
    written.map(({ user, verb, resource, code }) => [user, verb, resource, code]),
    [
      ["admin", "create", "configmaps", 201],
      ["admin", "patch", "configmaps", 200],
      ["admin", "delete", "configmaps", 200],
      ["operator", "delete", "configmaps", 403],
    ],
  );
  assert.equal((await plane.writes({ user: "operator", since })).length, 1);
});

test("shows what happens, as it happens", async (plane) => {
  const stop = new AbortController();
  const seen: string[] = [];
  const ref = { namespace, name: "watched" };
  await plane.client.create({ apiVersion: "v1", kind: "Secret", metadata: ref });
  for await (const { type, object } of plane.client.watch("Secret.v1", {
    namespace,
    signal: stop.signal,
  })) {
    if (object.metadata.name !== "watched") continue;
    seen.push(type);
    if (type === "ADDED") await plane.client.patch("Secret.v1", ref, { stringData: { a: "1" } });
    if (type === "MODIFIED") await plane.client.delete("Secret.v1", ref);
    if (type === "DELETED") stop.abort();
  }
  assert.deepEqual(seen, ["ADDED", "MODIFIED", "DELETED"]);

  const refused = plane
    .clientOf("operator")
    .watch("Secret.v1", { namespace, signal: new AbortController().signal });
  await assert.rejects(refused.next(), { code: 403 });
});

test("knows a custom resource as soon as its definition is there", async (plane) => {
  const kind = "Widget.test.example/v1";
  const widget = { apiVersion: "test.example/v1", kind: "Widget", metadata: { namespace, name: "first" } };
  await assert.rejects(plane.client.get(kind, widget.metadata), { code: 404 });
  await plane.client.create({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.test.example" },
    spec: {
      group: "test.example",
      scope: "Namespaced",
      names: { kind: "Widget", plural: "widgets" },
      versions: [
        { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
      ],
    },
  });
  await plane.until("the kind to be served", () => plane.client.apply(widget));
  assert.equal((await plane.client.get(kind, widget.metadata))?.kind, "Widget");
  assert.equal((await plane.client.list(kind)).length, 1);
});

test("says what the cluster looks like when something did not happen", async (plane) => {
  const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace, name: "here" } };
  await plane.kubectl(["apply", "-f", "-"], { stdin: JSON.stringify(map) });
  const seen = await plane.until("a miracle", () => false, { timeout: 0 }).catch((error) => error.message);
  for (const part of [/a miracle; the last look saw: false/, /configmap\/here/, /--- kube-scheduler/]) {
    assert.match(seen, part);
  }
});

const skip = await unavailable({ own: true });

nodeTest("its processes listen on loopback only, and are gone after stop", { skip }, async () => {
  const plane = await startControlPlane();
  const processes = plane.processes.map(({ pid }) => pid);
  const listening = await listeners(processes);
  assert.deepEqual(listening, [new URL(plane.server).host]);
  await plane.stop();
  assert.deepEqual(processes.filter(isRunning), []);
  assert.ok(!existsSync(plane.folder));
});

nodeTest("its processes are gone after their owner was killed", { skip }, async (t) => {
  const owner = spawn(process.execPath, [
    ...process.execArgv,
    fileURLToPath(new URL("control-plane-owner.ts", import.meta.url)),
  ]);
  t.after(() => owner.kill("SIGKILL"));
  owner.stderr.pipe(process.stderr);
  const [line] = await once(createInterface({ input: owner.stdout }), "line");
  const { folder, pids } = JSON.parse(line) as { folder: string; pids: number[] };
  assert.ok(pids.length >= 5 && pids.every(isRunning) && existsSync(folder));
  owner.kill("SIGKILL");
  const nothing = async () => !pids.some(isRunning) && !existsSync(folder);
  await until("nothing to be left", nothing, async () => `${folder} ${pids.filter(isRunning)}`, {
    timeout: 10_000,
  });
});

/** The addresses that these processes accept connections at, as `127.0.0.1:6443`. */
async function listeners(pids: readonly number[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)("ss", [
    "--listening",
    "--tcp",
    "--udp",
    "--numeric",
    "--processes",
  ]);
  return stdout
    .split("\n")
    .filter((line) => pids.some((pid) => line.includes(`pid=${pid},`)))
    .map((line) => line.split(/\s+/)[4]!);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
