import assert from "node:assert/strict";
import { test } from "node:test";
import { conditionsFrom, no, yes } from "../../src/controller/finding.ts";
import type { ConditionType, Reason } from "../../src/controller/words.ts";
import type { Condition } from "../../src/kubernetes/condition.ts";

const THEN = "2026-01-01T00:00:00Z";
const NOW = "2026-02-02T00:00:00Z";

const [ready, good, bad] = ["Ready" as ConditionType, "Good" as Reason, "Bad" as Reason];
const before: Condition[] = [
  {
    type: "Ready",
    status: "True",
    observedGeneration: 1,
    lastTransitionTime: THEN,
    reason: "Good",
    message: "fine",
  },
];

test("the time moves only with the status: a time that moves at every sync makes every sync a write", () => {
  const at = (finding: ReturnType<typeof yes>, previous: Condition[] | undefined) =>
    conditionsFrom([finding], previous, 2, NOW)[0]?.lastTransitionTime;
  assert.equal(at(yes(ready, good, "fine"), before), THEN);
  assert.equal(at(yes(ready, bad, "other reason, other message"), before), THEN);
  assert.equal(at(no(ready, bad, "not fine"), before), NOW);
  assert.equal(at(yes(ready, good, "fine"), undefined), NOW);
  assert.equal(at(yes(ready, good, "fine"), []), NOW);
});

test("conditions are those found now, in that order; of earlier ones nothing is left", () => {
  const found = conditionsFrom(
    [no("B" as ConditionType, bad, "b"), yes("A" as ConditionType, good, "a")],
    before,
    7,
    NOW,
  );
  assert.deepEqual(found, [
    {
      type: "B",
      status: "False",
      observedGeneration: 7,
      lastTransitionTime: NOW,
      reason: "Bad",
      message: "b",
    },
    {
      type: "A",
      status: "True",
      observedGeneration: 7,
      lastTransitionTime: NOW,
      reason: "Good",
      message: "a",
    },
  ]);
});
