import assert from "node:assert/strict";
import { test } from "node:test";
import { type Condition, Conditions, isTrue } from "../../src/kubernetes/condition.ts";

const ready: Condition = {
  type: "Ready",
  status: "True",
  observedGeneration: 1,
  lastTransitionTime: "2026-01-01T00:00:00Z",
  reason: "Good",
  message: "All is well",
};

test("only True is true", () => {
  const of = (status: Condition["status"]) => isTrue([{ ...ready, status }], "Ready");
  assert.deepEqual((["True", "False", "Unknown"] as const).map(of), [true, false, false]);
  assert.equal(isTrue([ready], "Stalled"), false);
  assert.equal(isTrue(undefined, "Ready"), false);
});

test("the list is replaced whole: by type, the API server would refuse one that a former operator left without", () => {
  assert.equal(Conditions["x-kubernetes-list-type"], "atomic");
  assert.equal(Conditions["x-kubernetes-list-map-keys"], undefined);
});
