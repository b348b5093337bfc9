import assert from "node:assert/strict";
import { test } from "node:test";
import { DisruptionBudget, disruptionBound } from "../../src/kubernetes/disruption.ts";
import { validator } from "../../src/schema/validation.ts";

test("one bound, and exactly one: the API server takes no budget with both", () => {
  assert.deepEqual(disruptionBound(), { maxUnavailable: 1 });
  assert.deepEqual(disruptionBound({ minAvailable: "50%" }), { minAvailable: "50%" });
  assert.deepEqual(disruptionBound({ maxUnavailable: 2 }), { maxUnavailable: 2 });
});

test("0 is a bound, by which people forbid drains", () => {
  assert.deepEqual(disruptionBound({ minAvailable: 0 }), { minAvailable: 0 });
  assert.deepEqual(disruptionBound({ maxUnavailable: 0 }), { maxUnavailable: 0 });
});

test("both are refused, and null beside one is not both", () => {
  const { withDefaults, problems } = validator(DisruptionBudget, "spec");
  const messages = (budget: object) => problems(withDefaults(budget)).map(({ message }) => message);
  assert.deepEqual(messages({ minAvailable: 1, maxUnavailable: 1 }), [
    "minAvailable and maxUnavailable exclude each other",
  ]);
  assert.deepEqual(messages({ minAvailable: 1, maxUnavailable: null }), []);
});
