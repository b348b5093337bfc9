import assert from "node:assert/strict";
import { type Cluster, runningCluster } from "../support/cluster.ts";
import type { Subject } from "../support/subject.ts";
import type { NamespaceTest } from "../support/test-namespace.ts";

/** With an autoscaler, the number of pods is the autoscaler's. */
export function autoscaling(subject: Subject, test: NamespaceTest): void {
  const { autoscaling } = subject;
  if (!autoscaling) return;
  const { spec, workload, autoscaler } = autoscaling;

  test("what the autoscaler sets is never reverted", async (namespace) => {
    const cluster = await runningCluster(namespace, subject, spec);
    await scale(cluster, workload, 4);
    await cluster.running();
    assert.deepEqual(await cluster.writesWhenNothingChanges(), []);

    await cluster.edit(subject.restarting.spec);
    await cluster.running();
    assert.equal((await cluster.statefulSet(workload)).spec?.replicas, 4);
  });

  test("the autoscaler's number survives a pause and an invalid spec", async (namespace) => {
    const cluster = await runningCluster(namespace, subject, spec);
    await scale(cluster, workload, 3);
    await cluster.running();
    const { group } = subject.controller.customResource;
    await cluster.annotate({ [`${group}/paused`]: "true" });
    await scale(cluster, workload, 4);
    await cluster.synced();
    assert.equal((await cluster.statefulSet(workload)).spec?.replicas, 4);

    await cluster.editUnchecked(subject.invalid.spec);
    await cluster.status("Failed", ({ phase }) => phase === "Failed");
    await scale(cluster, workload, 5);
    await cluster.synced();
    assert.equal((await cluster.statefulSet(workload)).spec?.replicas, 5);
  });

  test("an autoscaler that is turned on takes over the number there is", async (namespace) => {
    const cluster = await runningCluster(namespace, subject);
    const before = await cluster.pods();
    await cluster.edit(spec);
    await cluster.running();
    await cluster.until("the autoscaler to be there", () =>
      cluster.client.get("HorizontalPodAutoscaler.autoscaling/v2", { ...cluster.ref, name: autoscaler }),
    );
    await cluster.synced();
    assert.deepEqual(await cluster.pods(), before);
  });
}

/** As the autoscaler does it: through the scale subresource. */
async function scale(cluster: Cluster, name: string, replicas: number): Promise<void> {
  const patch = { spec: { replicas } };
  await cluster.client.patch("StatefulSet.apps/v1", { ...cluster.ref, name }, patch, {
    subresource: "scale",
  });
  await cluster.until(`${replicas} pods of ${name}`, async () => {
    const { status } = await cluster.statefulSet(name);
    return status?.readyReplicas === replicas;
  });
}
