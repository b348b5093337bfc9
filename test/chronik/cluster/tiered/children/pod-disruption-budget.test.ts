import assert from "node:assert/strict";
import { test } from "node:test";
import {
  podDisruptionBudget,
  wantsPodDisruptionBudget,
} from "../../../../../src/chronik/cluster/tiered/children/pod-disruption-budget.ts";
import { clusterOf } from "../../cluster-of.ts";

const bound = (budget: object | undefined) => {
  const { selector: _, ...rest } = podDisruptionBudget(
    clusterOf(budget && { podDisruptionBudget: budget }),
    "ingest",
  ).spec!;
  return rest;
};

test("one pod at a time unless something else is asked for", () => {
  assert.deepEqual(bound(undefined), { maxUnavailable: 1 });
  assert.deepEqual(bound({}), { maxUnavailable: 1 });
  assert.deepEqual(bound({ minAvailable: null, maxUnavailable: null }), { maxUnavailable: 1 });
});

test("the bound that is asked for, 0 included: people do forbid drains", () => {
  assert.deepEqual(bound({ minAvailable: "50%" }), { minAvailable: "50%" });
  assert.deepEqual(bound({ minAvailable: 0 }), { minAvailable: 0 });
  assert.deepEqual(bound({ maxUnavailable: 0 }), { maxUnavailable: 0 });
});

test("a single pod has none unless asked for, since it would forbid every drain or say nothing", () => {
  const wants = (spec: object) => wantsPodDisruptionBudget(clusterOf(spec), "ingest");
  assert.equal(wants({ ingestNodes: 1 }), false);
  assert.equal(wants({ ingestNodes: 2 }), true);
  assert.equal(wants({ ingestNodes: 1, podDisruptionBudget: {} }), true);
  assert.equal(wants({ ingestNodes: 1, autoscaling: { ingestNodes: { maxReplicas: 3 } } }), true);
});
