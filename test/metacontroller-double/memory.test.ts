import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MemoryCluster } from "../support/metacontroller/memory/memory-cluster.ts";
import { type StatefulSet, step } from "../support/metacontroller/memory/workloads.ts";
import {
  isStoreError,
  type JsonObject,
  type KubeObject,
  type StoreErrorReason,
} from "../support/metacontroller/store.ts";

const namespace = "default";

const refusal = (reason: StoreErrorReason) => (error: unknown) => isStoreError(error, reason);

async function started(spec: JsonObject = {}) {
  const cluster = new MemoryCluster();
  const store = cluster.as("test");
  const kind = await store.kind("apps/v1", "StatefulSet");
  const template = { spec: { containers: [{ name: "c", image: "a" }] } };
  const claims = [{ metadata: { name: "data" }, spec: {} }];
  await store.create(kind, {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "set", namespace },
    spec: { replicas: 2, template, volumeClaimTemplates: claims, ...spec },
  });
  const get = async () => (await store.get(kind, { namespace, name: "set" })) as StatefulSet;
  const change = async (spec: JsonObject) => {
    const set = await get();
    await store.update(kind, { ...set, spec: { ...set.spec, ...spec } });
  };
  return { cluster, store, kind, get, change };
}

/** Ready and updated pods after each step, until nothing happens any more. */
async function course(cluster: MemoryCluster, get: () => Promise<StatefulSet>): Promise<string[]> {
  const seen: string[] = [];
  while (await step(cluster)) {
    const { replicas, readyReplicas, updatedReplicas, currentRevision, updateRevision } = (await get())
      .status!;
    const rolling = currentRevision === updateRevision ? "" : `, ${updatedReplicas} updated`;
    seen.push(`${readyReplicas}/${replicas}${rolling}`);
  }
  return seen;
}

describe("a StatefulSet in memory", () => {
  test("starts one pod after the other", async () => {
    const { cluster, get } = await started();
    assert.deepEqual(await course(cluster, get), ["0/0", "0/1", "1/1", "1/2", "2/2"]);
  });

  test("starts all at once where it is Parallel", async () => {
    const { cluster, get } = await started({ podManagementPolicy: "Parallel" });
    assert.deepEqual(await course(cluster, get), ["0/0", "0/2", "1/2", "2/2"]);
  });

  test("rolls a new template out pod by pod, and has one revision again at the end", async () => {
    const { cluster, get, change } = await started();
    await course(cluster, get);
    await change({ template: { spec: { containers: [{ name: "c", image: "b" }] } } });
    assert.deepEqual(await course(cluster, get), [
      "2/2, 0 updated",
      "1/2, 1 updated",
      "2/2, 1 updated",
      "1/2, 2 updated",
      "2/2",
    ]);
  });

  test("has no pod ready without a Secret that it needs", async () => {
    const env = [{ name: "K", valueFrom: { secretKeyRef: { name: "key", key: "k" } } }];
    const { cluster, store, get } = await started({
      template: { spec: { containers: [{ name: "c", env }] } },
    });
    assert.deepEqual(await course(cluster, get), ["0/0", "0/1"]);
    await store.create(await store.kind("v1", "Secret"), {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "key", namespace },
    });
    assert.equal((await course(cluster, get)).at(-1), "2/2");
  });

  for (const [policy, left] of [
    ["Retain", 2],
    ["Delete", 0],
  ] as const) {
    test(`leaves ${left} volumes behind with whenDeleted: ${policy}`, async () => {
      const { cluster, store, kind, get } = await started({
        persistentVolumeClaimRetentionPolicy: { whenDeleted: policy },
      });
      await course(cluster, get);
      assert.equal(cluster.list("PersistentVolumeClaim").length, 2);
      const { metadata } = await get();
      await store.delete(kind, metadata, metadata.uid!);
      assert.equal(cluster.list("PersistentVolumeClaim").length, left);
    });
  }

  test("keeps its volume claims for ever", async () => {
    const { change } = await started();
    await assert.rejects(change({ volumeClaimTemplates: [] }), refusal("Invalid"));
  });
});

describe("the API server in memory", () => {
  test("counts generations by the spec, and writes nothing that is nothing new", async () => {
    const { store, kind, get, change } = await started();
    await store.updateStatus(kind, { ...(await get()), status: { replicas: 1 } });
    assert.equal((await get()).metadata.generation, 1);
    await change({ replicas: 3 });
    assert.equal((await get()).metadata.generation, 2);
    const { resourceVersion } = (await get()).metadata;
    await change({ replicas: 3 });
    assert.equal((await get()).metadata.resourceVersion, resourceVersion);
  });

  test("keeps status and spec apart", async () => {
    const { store, kind, get } = await started();
    await store.update(kind, { ...(await get()), status: { replicas: 9 } });
    assert.equal((await get()).status, undefined);
    await store.updateStatus(kind, { ...(await get()), spec: {}, status: { replicas: 1 } } as KubeObject);
    assert.equal((await get()).spec.replicas, 2);
  });

  test("refuses a stale write, a wrong uid, a second object of a name", async () => {
    const { store, kind, get, change } = await started();
    const stale = await get();
    await change({ replicas: 3 });
    await assert.rejects(
      store.update(kind, { ...stale, spec: { ...stale.spec, replicas: 4 } }),
      refusal("Conflict"),
    );
    await assert.rejects(store.delete(kind, stale.metadata, "another"), refusal("Conflict"));
    await assert.rejects(store.create(kind, stale), refusal("AlreadyExists"));
  });

  test("gives out copies: changing one changes nothing", async () => {
    const { get } = await started();
    (await get()).spec.replicas = 9;
    assert.equal((await get()).spec.replicas, 2);
  });
});
