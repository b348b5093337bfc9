import assert from "node:assert/strict";
import type { Pod } from "kubernetes-types/core/v1.js";
import type { Status } from "../../../src/metacontroller/hooks.ts";
import { Cluster, runningCluster } from "../support/cluster.ts";
import type { Subject } from "../support/subject.ts";
import type { NamespaceTest } from "../support/test-namespace.ts";
import { conditionOf } from "./condition.ts";

const NOWHERE = { nodeSelector: { "e2e/such-a-node": "there-is-none" } };

/** Pods that are not ready: the status says why, and says it once. */
export function pods(subject: Subject, test: NamespaceTest): void {
  const workload = subject.workloads[0]![0]!;

  test("a pod that no node takes: the status has the scheduler's reason, and loses it with the cause", async (namespace) => {
    const cluster = new Cluster(namespace, subject);
    await cluster.createSecret();
    await cluster.create({ ...subject.smallest, ...NOWHERE });
    const says = new RegExp(`${workload}-0.* cannot be scheduled: .*node affinity/selector`);
    // Pods come one after the other, and each that comes is told.
    const status = await cluster.status("without a node", isBecause("PodUnschedulable", says));
    conditionOf(status, "PodsHealthy", "False");
    assert.match(conditionOf(status, "Ready", "False").message, says);
    assert.doesNotMatch(conditionOf(status, "Ready", "False").message, /\d+\/\d+ nodes|preemption/);
    assert.deepEqual(await cluster.writesWhenNothingChanges(), []);

    const wide = await namespace.environment.plane.kubectl([
      ...["get", `${subject.controller.resource}/${cluster.name}`, "--output=wide"],
      `--namespace=${namespace.name}`,
    ]);
    assert.match(wide, says, "kubectl get -o wide shows it");

    await cluster.edit({ nodeSelector: null });
    // Its pod was made for the node that there is not, and a rollout waits for it.
    await namespace.environment.plane.kubectl([
      ...["delete", "pods", "--all", "--wait=false", `--namespace=${namespace.name}`],
    ]);
    const healthy = await cluster.running();
    assert.ok(!healthy.conditions.some(({ type }) => type === "PodsHealthy"));
  });

  test("a crash loop is told once, whatever its container does at the moment", async (namespace) => {
    const cluster = await runningCluster(namespace, subject, subject.smallest);
    const crash = (state: object, restartCount: number) =>
      crashing(cluster, `${workload}-0`, state, restartCount);
    const end = { exitCode: 3, reason: "Error", message: "the last line of a log" };

    await crash({ terminated: end }, 1);
    const status = await cluster.status("crashing", isBecause("ContainerCrashes"));
    const { message } = conditionOf(status, "Ready", "False");
    assert.match(message, new RegExp(`Pod ${workload}-0 container \\S+ crashes \\(exit code 3\\)`));
    assert.doesNotMatch(message, /log/);

    await cluster.synced();
    const since = new Date();
    for (const [index, state] of [
      { waiting: { reason: "CrashLoopBackOff", message: "back-off 10s restarting failed container" } },
      { running: { startedAt: new Date().toISOString().replace(/\.\d+Z/, "Z") } },
      { terminated: end },
      { waiting: { reason: "CrashLoopBackOff", message: "back-off 20s restarting failed container" } },
    ].entries()) {
      await crash(state, index + 2);
      await cluster.synced();
    }
    const writes = (await cluster.writes(since)).map(({ verb, resource }) => `${verb} ${resource}`);
    assert.deepEqual(writes, []);
  });

  test("a claim that gets no volume is named, with its class", async (namespace) => {
    const cluster = new Cluster(namespace, subject);
    await cluster.createSecret();
    await cluster.create({ ...subject.smallest, storage: { storageClass: "nobodys" } });
    const says = new RegExp(
      `Pod ${workload}-0 waits for claim data-${workload}-0, which is Pending: StorageClass nobodys has not provided`,
    );
    const status = await cluster.status("without a volume", isBecause("ClaimNotBound", says));
    assert.match(conditionOf(status, "Ready", "False").message, says);
    assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
  });
}

const isBecause =
  (reason: string, says = /./) =>
  ({ conditions }: Status): boolean =>
    conditions.some(
      ({ type, message, ...condition }) =>
        type === "PodsHealthy" && condition.reason === reason && says.test(message),
    );

/** As kubelet reports it. */
async function crashing(cluster: Cluster, name: string, state: object, restartCount: number): Promise<void> {
  const { client, namespace } = cluster;
  const pod = (await client.get("Pod.v1", { namespace: namespace.name, name })) as unknown as Pod;
  const [container] = pod.status!.containerStatuses!;
  const terminated = { exitCode: 3, reason: "Error", message: "the last line of a log" };
  const status = {
    conditions: pod.status!.conditions!.map((condition) =>
      ["Ready", "ContainersReady"].includes(condition.type) ? { ...condition, status: "False" } : condition,
    ),
    containerStatuses: [
      { ...container, ready: false, started: false, restartCount, state, lastState: { terminated } },
      ...pod.status!.containerStatuses!.slice(1),
    ],
  };
  await namespace.environment.plane.kubectl([
    ...["patch", "pod", name, "--subresource=status", "--type=merge", `--namespace=${namespace.name}`],
    `--patch=${JSON.stringify({ status })}`,
  ]);
}
