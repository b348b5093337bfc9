import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutNamesTaken } from "../../src/controller/names-taken.ts";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import type { SyncRequest } from "../../src/metacontroller/hooks.ts";

const set = (owner?: string): KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: {
    name: "app",
    namespace: "data",
    ...(owner && { ownerReferences: [{ uid: owner, apiVersion: "v1", kind: "X", name: "x" }] }),
  },
});
const scaler = {
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "app-hpa", namespace: "data" },
  spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "StatefulSet", name: "app" } },
};
const config = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "config", namespace: "data" } };

function left(related?: KubernetesObject, observed?: KubernetesObject) {
  const map = (object?: KubernetesObject) => ({
    "StatefulSet.apps/v1": object ? { "data/app": object } : {},
  });
  const request = {
    parent: { metadata: { name: "x", namespace: "data", uid: "ours" } },
    children: map(observed),
    related: map(related),
  } as unknown as SyncRequest;
  const { free, taken } = withoutNamesTaken([set(), scaler, config], request);
  return { free: free.map(({ kind }) => kind), taken };
}

test("a child under whose name an object of somebody else's stands is left out, and so is what would scale it", () => {
  for (const owner of ["somebody", undefined]) {
    const { free, taken } = left(set(owner));
    assert.deepEqual(free, ["ConfigMap"], "an orphan belongs to nobody");
    assert.equal(taken.length, 1);
    assert.equal(taken[0]!.stalls, true);
    assert.match(taken[0]!.message, /StatefulSet app .*another name.*--cascade=orphan/);
  }
});

test("ours is ours, also before it is among the children", () => {
  const all = ["StatefulSet", "HorizontalPodAutoscaler", "ConfigMap"];
  assert.deepEqual(left().free, all);
  assert.deepEqual(left(set("ours")).free, all);
  assert.deepEqual(left(set("ours"), set("ours")).free, all);
});

const owned = (kind: string, name: string, uid: string, more: object = {}) =>
  ({
    apiVersion: "v1",
    kind,
    metadata: {
      name,
      namespace: "data",
      ownerReferences: [{ uid, apiVersion: "example.org/v1", kind: "Cluster", name: "x" }],
      ...more,
    },
  }) as KubernetesObject;

function whenTaken(other: KubernetesObject, isRunning: boolean) {
  const request = {
    parent: {
      apiVersion: "example.org/v1",
      kind: "Cluster",
      metadata: { name: "x", namespace: "data", uid: "ours" },
    },
    children: { "StatefulSet.apps/v1": isRunning ? { "data/app": set("ours") } : {} },
    related: { [`${other.kind}.v1`]: { [`data/${other.metadata.name}`]: other } },
  } as unknown as SyncRequest;
  const changed = { ...set(), spec: { replicas: 5 } } as KubernetesObject;
  const { free, taken } = withoutNamesTaken(
    [changed, config, { ...config, kind: "PodDisruptionBudget" }],
    request,
  );
  return { free, kinds: free.map(({ kind }) => kind), taken };
}

test("where pods would need what is somebody else's none is started, and those that run stay as they are", () => {
  const other = { ...config, metadata: { ...config.metadata } };
  const starting = whenTaken(other, false);
  assert.deepEqual(starting.kinds, ["PodDisruptionBudget"]);
  assert.match(starting.taken[0]!.message, /^ConfigMap config exists .*delete that ConfigMap$/);
  const running = whenTaken(other, true);
  assert.deepEqual(running.kinds, ["StatefulSet", "PodDisruptionBudget"]);
  assert.equal((running.free[0] as { spec?: unknown }).spec, undefined, "as it was last applied");
  const budget = { ...config, kind: "PodDisruptionBudget" };
  assert.deepEqual(whenTaken(budget, false).kinds, ["StatefulSet", "ConfigMap"], "of that pods need nothing");
});

test("what a resource of this name has left, or what is being deleted, needs nobody: it goes by itself", () => {
  for (const [other, isGoing] of [
    [owned("ConfigMap", "config", "former"), true],
    [{ ...config, metadata: { ...config.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } }, true],
    [
      owned("ConfigMap", "config", "other", { ownerReferences: [{ uid: "o", kind: "Cluster", name: "y" }] }),
      false,
    ],
  ] as [KubernetesObject, boolean][]) {
    const [obstacle] = whenTaken(other, false).taken;
    assert.equal(obstacle!.stalls, isGoing ? undefined : true);
    if (isGoing)
      assert.match(obstacle!.message, /of before is still there; once it is gone, it is created again/);
  }
});
