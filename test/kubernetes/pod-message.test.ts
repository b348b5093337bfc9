import assert from "node:assert/strict";
import { test } from "node:test";
import { brief, schedulingReasons } from "../../src/kubernetes/pod-message.ts";

test("what differs from attempt to attempt is left out", () => {
  const uid = "0f3c8e9a-4c1f-4d8e-9f55-0d2b6a7c8e11";
  const id = "4f1c0a7be5d24f1c0a7be5d24f1c0a7be5d24f1c0a7be5d24f1c0a7be5d2aaaa";
  assert.equal(
    brief(`failed to reserve container name "app_a-0_data_${uid}_3": name is reserved for "${id}".`),
    'failed to reserve container name "app_a-0_data_…": name is reserved for "…"',
  );
  assert.equal(
    brief("back-off 2m40s restarting failed container=app"),
    "back-off restarting failed container=app",
  );
});

test("it is one line, and short", () => {
  assert.equal(brief(" a\n  b\t"), "a b");
  const long = brief("word ".repeat(100));
  assert.ok(long.length <= 240 && long.endsWith("…"), long);
});

const scheduling: [message: string, reasons: string][] = [
  [
    "0/3 nodes are available: 1 Insufficient memory, 2 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
    "Insufficient cpu, Insufficient memory",
  ],
  [
    "0/5 nodes are available: 2 Insufficient cpu, 3 Insufficient memory. no new claims to deallocate, preemption: 0/5 nodes are available: 5 Preemption is not helpful for scheduling.",
    "Insufficient cpu, Insufficient memory",
  ],
  [
    "0/6 nodes are available: 2 node(s) had untolerated taint {a: b, c}, 4 node(s) didn't match Pod's node affinity/selector.",
    "didn't match Pod's node affinity/selector, had untolerated taint {a: b, c}",
  ],
  [
    "0/6 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found",
    "pod has unbound immediate PersistentVolumeClaims. not found",
  ],
  ["no nodes available to schedule pods", "no nodes available to schedule pods"],
];
for (const [message, reasons] of scheduling)
  test(`the scheduler's reasons without their numbers, in one order: ${reasons}`, () =>
    assert.equal(schedulingReasons(message), reasons));

test("a character of two halves is not cut in two: the API server would store another text than the one sent", () => {
  for (const before of [237, 238, 239])
    assert.doesNotMatch(brief(`${"a".repeat(before)}😀😀`), /[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
});
