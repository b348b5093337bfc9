import assert from "node:assert/strict";
import { test } from "node:test";
import { podDisruptionBudget } from "../../../../src/kurrentdb/cluster/children/pod-disruption-budget.ts";
import { kurrentDB } from "../../../../src/kurrentdb/cluster/controller.ts";
import { NOW } from "../../../support/arbitraries/situation.ts";
import { clusterOf, requestOf } from "../cluster-of.ts";

const { sync } = kurrentDB;

const bound = (budget?: object) => {
  const spec = budget && { podDisruptionBudget: budget };
  const { selector: _, ...rest } = podDisruptionBudget(clusterOf(spec)).spec!;
  return rest;
};

test("one member at a time unless something else is asked for: two of three take the majority away", () => {
  assert.deepEqual(bound(), { maxUnavailable: 1 });
  assert.deepEqual(bound({}), { maxUnavailable: 1 });
  assert.deepEqual(bound({ minAvailable: null, maxUnavailable: null }), { maxUnavailable: 1 });
});

test("the bound that is asked for, 0 included: people do forbid drains", () => {
  assert.deepEqual(bound({ minAvailable: "50%" }), { minAvailable: "50%" });
  assert.deepEqual(bound({ maxUnavailable: 0 }), { maxUnavailable: 0 });
});

test("a single member has none unless asked for, since it would forbid every drain or say nothing", () => {
  const has = (spec: object) =>
    sync(requestOf(spec), NOW).children.some(({ kind }) => kind === "PodDisruptionBudget");
  assert.equal(has({ replicas: 1 }), false);
  assert.equal(has({ replicas: 1, podDisruptionBudget: {} }), true);
  assert.equal(has({ replicas: 3 }), true);
  assert.equal(has({ replicas: 5 }), true);
});
