import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { condition, reason } from "../../src/controller/conditions-and-reasons.ts";
import { conditionsFrom, no, yes } from "../../src/controller/finding.ts";
import type { Status } from "../../src/metacontroller/hooks.ts";
import { describeChange, statusChange } from "../../src/server/status-change.ts";

const NOW = "2026-01-02T03:04:05Z";
const creating: Status = {
  phase: "Creating",
  observedGeneration: 1,
  conditions: conditionsFrom([no(condition.Ready, reason.PodsNotReady, "1 of 3 nodes is ready")], [], 1, NOW),
};
const running: Status = {
  phase: "Running",
  observedGeneration: 1,
  conditions: conditionsFrom([yes(condition.Ready, reason.AllReady, "All 3 nodes are ready")], [], 1, NOW),
};

test("a change is told with what it changed from, and why", () => {
  const change = statusChange(creating, running);
  assert.ok(change);
  assert.equal(
    describeChange(change),
    "Creating → Running; Ready False → True (AllReady: All 3 nodes are ready)",
  );
});

test("the first status is a change", () => {
  const change = statusChange(undefined, creating);
  assert.ok(change);
  assert.equal(
    describeChange(change),
    "new → Creating; Ready unset → False (PodsNotReady: 1 of 3 nodes is ready)",
  );
});

test("another message, reason or time is no change, so that progress does not fill the log", () => {
  const later = conditionsFrom(
    [no(condition.Ready, reason.Scaling, "2 of 3 nodes are ready")],
    [],
    2,
    "2027-01-01T00:00:00Z",
  );
  assert.equal(statusChange(creating, { ...creating, observedGeneration: 2, conditions: later }), undefined);
});

test("whatever the custom resource's status is, it is compared", () =>
  fc.assert(
    fc.property(fc.anything(), fc.array(fc.anything()), (anything, conditions) => {
      assert.ok(statusChange(anything, running));
      assert.ok(statusChange({ phase: "Running", conditions }, running));
    }),
  ));
