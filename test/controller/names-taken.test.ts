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
