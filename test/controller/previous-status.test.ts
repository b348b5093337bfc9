import assert from "node:assert/strict";
import { test } from "node:test";
import { Type } from "@sinclair/typebox";
import { ownPartOf, previousStatus } from "../../src/controller/previous-status.ts";

const ready = {
  type: "Ready",
  status: "True",
  reason: "AllReady",
  message: "All is well",
  lastTransitionTime: "2026-01-02T03:04:05Z",
  observedGeneration: 1,
};

test("a status of ours is read as it is", () => {
  const status = { phase: "Running", observedGeneration: 3, conditions: [ready], ready: "3/3" };
  assert.deepEqual(previousStatus({ status }), status);
});

test("what anybody else has written counts as absent", () => {
  for (const status of [undefined, null, 3, "Running", [], {}, { phase: 3 }, { observedGeneration: -1 }])
    assert.equal(previousStatus({ status }), undefined, JSON.stringify(status));
  const conditions = [null, 3, { conditionType: "Ready", status: "True" }, { type: "Ready" }, ready];
  assert.deepEqual(previousStatus({ status: { phase: "Running", conditions } })?.conditions, [ready]);
  assert.deepEqual(previousStatus({ status: { phase: "Running", conditions: "none" } })?.conditions, []);
});

test("of its own part only fields that the schema knows and that have their types are repeated", () => {
  const schema = Type.Object({ phase: Type.String(), ready: Type.String(), count: Type.Integer() });
  const status = {
    phase: "Running",
    observedGeneration: 1,
    conditions: [],
    ready: "3/3",
    count: "3",
    old: 1,
  };
  assert.deepEqual(ownPartOf(status, schema), { ready: "3/3" });
  assert.deepEqual(ownPartOf(undefined, schema), {});
});

test("a condition since no time at all counts as absent: a status that repeats it would be refused", () => {
  const at = (lastTransitionTime: string) => {
    const condition = { type: "Ready", status: "True", lastTransitionTime, reason: "R", message: "m" };
    return previousStatus({ status: { phase: "Running", conditions: [condition] } })?.conditions.length;
  };
  for (const time of ["", "x", "2026-13-01T00:00:00Z", "2026-01-01", "1"]) assert.equal(at(time), 0, time);
  for (const time of ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5+02:00"]) assert.equal(at(time), 1, time);
});
