import assert from "node:assert/strict";
import { test } from "node:test";
import { resyncAfter } from "../../src/controller/resync.ts";
import type { Status } from "../../src/metacontroller/hooks.ts";

const SINCE = "2026-01-02T03:00:00Z";
const status = { conditions: [{ type: "Ready", lastTransitionTime: SINCE }] } as Status;
const after = (seconds: number) =>
  resyncAfter(status, new Date(Date.parse(SINCE) + seconds * 1000).toISOString());

test("at first soon, then less and less often, and never less than once a minute", () =>
  assert.deepEqual([0, 3, 8, 20, 60, 240, 86_400].map(after), [2, 2, 2, 5, 15, 60, 60]));

test("without a status, or with one that is broken, soon", () => {
  assert.equal(resyncAfter(undefined, SINCE), 2);
  const broken = { conditions: [{ type: "Ready", lastTransitionTime: "yesterday" }] } as Status;
  assert.equal(resyncAfter(broken, SINCE), 2);
});
