import assert from "node:assert/strict";
import { test } from "node:test";
import { scheduling, tolerations, topologySpread } from "../../src/kubernetes/scheduling.ts";

const labels = { app: "app" };

test("tolerationSeconds is dropped beside any effect but NoExecute: the API server refuses it, and people have it", () => {
  const toleration = { key: "k", operator: "Exists" as const, tolerationSeconds: 300 };
  assert.deepEqual(
    tolerations([
      { ...toleration, effect: "NoExecute" },
      { ...toleration, effect: "NoSchedule" },
      toleration,
      { ...toleration, effect: "NoExecute", tolerationSeconds: 0 },
    ]),
    [
      { key: "k", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
      { key: "k", operator: "Exists", effect: "NoSchedule" },
      { key: "k", operator: "Exists" },
      { key: "k", operator: "Exists", effect: "NoExecute", tolerationSeconds: 0 },
    ],
  );
});

test("pods spread over nodes and zones as well as they can, and start all the same where they cannot", () =>
  assert.deepEqual(
    topologySpread(undefined, labels),
    ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: labels },
    })),
  ));

test("what people write replaces all of it, and nothing at all is a wish too", () => {
  const constraint = { maxSkew: 2, topologyKey: "rack", whenUnsatisfiable: "DoNotSchedule" as const };
  assert.deepEqual(topologySpread([constraint], labels), [
    { ...constraint, labelSelector: { matchLabels: labels } },
  ]);
  assert.deepEqual(topologySpread([], labels), []);
});

test("a constraint counts the pods it stands on, unless it says which", () => {
  const labelSelector = { matchLabels: { other: "pods" } };
  const constraint = { maxSkew: 1, topologyKey: "rack", whenUnsatisfiable: "ScheduleAnyway" as const };
  assert.deepEqual(topologySpread([{ ...constraint, labelSelector }], labels), [
    { ...constraint, labelSelector },
  ]);
});

test("the scheduling part of a pod's spec has each field under its own name", () => {
  const spec = { nodeSelector: { disk: "ssd" }, affinity: { podAffinity: {} }, priorityClassName: "high" };
  const { nodeSelector, affinity, priorityClassName, tolerations } = scheduling(
    { ...spec, tolerations: [{ operator: "Exists" }] },
    labels,
  );
  assert.deepEqual({ nodeSelector, affinity, priorityClassName }, spec);
  assert.deepEqual(tolerations, [{ operator: "Exists" }]);
});
