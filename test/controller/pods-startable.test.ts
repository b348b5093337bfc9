import assert from "node:assert/strict";
import { test } from "node:test";
import { startable, withoutPods } from "../../src/controller/pods-startable.ts";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import type { ObjectMap } from "../../src/metacontroller/hooks.ts";

const set = (image: string, replicas = 1): KubernetesObject & { spec: object } => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "app", namespace: "data" },
  spec: { replicas, template: { spec: { containers: [{ name: "app", image }] } } },
});
const applied = set("old");
const annotations = { "metacontroller.k8s.io/last-applied-configuration": JSON.stringify(applied) };
const observed = {
  "StatefulSet.apps/v1": { "data/app": { ...applied, metadata: { ...applied.metadata, annotations } } },
} as unknown as ObjectMap;
const configOf = (data: Record<string, string>) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "config", namespace: "data" },
  data,
});
const config = configOf({ level: "new" });

const found = (...missing: string[]) => ({ missing, fingerprints: new Map() });
const answer = (desired: KubernetesObject, children: ObjectMap, ...missing: string[]) =>
  startable([config, desired], children, found(...missing));

test("a workload that exists stays while its pods could not start again, and what does not exist is made", () =>
  assert.deepEqual(answer(set("new"), observed, "Secret a"), [config, applied]));

test("a ConfigMap stays with the workload: a container that restarts in its pod reads it again", () => {
  const before = configOf({ level: "old" });
  const annotated = {
    ...before,
    metadata: {
      ...before.metadata,
      annotations: { "metacontroller.k8s.io/last-applied-configuration": JSON.stringify(before) },
    },
  };
  const both = { ...observed, "ConfigMap.v1": { "data/config": annotated } } as unknown as ObjectMap;
  assert.deepEqual(answer(set("new"), both, "Secret a"), [before, applied]);
  assert.deepEqual(answer(set("new", 0), both, "Secret a"), [config, set("new", 0)]);
});

test("with every Secret there, or nothing there yet, the spec is followed", () => {
  assert.deepEqual(answer(set("new"), observed), [config, set("new")]);
  assert.deepEqual(answer(set("new"), {}, "Secret a"), [config, set("new")]);
});

test("to stop pods takes no Secret", () => {
  assert.deepEqual(answer(set("new", 0), observed, "Secret a"), [config, set("new", 0)]);
  assert.deepEqual(withoutPods(set("new", 3)), set("new", 0));
  assert.equal(withoutPods(config), config);
});
