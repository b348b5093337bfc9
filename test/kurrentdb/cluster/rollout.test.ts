import assert from "node:assert/strict";
import { test } from "node:test";
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { FINGERPRINT } from "../../../src/kurrentdb/cluster/annotations.ts";
import { rolloutStep } from "../../../src/kurrentdb/cluster/rollout.ts";

interface State {
  /** What was last asked for, and whether the controller has seen it. */
  change?: string;
  isSeen?: boolean;
  partition?: number;
  members?: number;
  ready?: number;
  updated?: number;
}

const set = ({
  change = "new",
  isSeen = true,
  partition = 0,
  members = 3,
  ready = members,
  updated = members,
}: State): StatefulSet => ({
  metadata: { annotations: { [FINGERPRINT]: change }, generation: 2 },
  spec: {
    replicas: members,
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition } },
  } as StatefulSet["spec"] & object,
  status: {
    observedGeneration: isSeen ? 2 : 1,
    replicas: members,
    readyReplicas: ready,
    updatedReplicas: updated,
  },
});

const rollout = (state: State, isConfirmed = false) => rolloutStep(set({}), set(state), isConfirmed);
const partition = (state: State) => rollout(state).partition;

test("at rest there is nothing to hold back", () => assert.equal(partition({}), 0));

test("a change takes the last member first, and the next only when all are ready again", () => {
  assert.equal(partition({ change: "old" }), 2);
  assert.equal(partition({ partition: 2, isSeen: false }), 2, "the counts are of the change before");
  assert.equal(partition({ partition: 2, updated: 0, ready: 2 }), 2);
  assert.equal(partition({ partition: 2, updated: 0 }), 2, "it has not been taken yet");
  assert.equal(partition({ partition: 2, updated: 1 }), 1);
  assert.equal(partition({ partition: 1, updated: 1 }), 1);
  assert.equal(partition({ partition: 1, updated: 2 }), 0);
  assert.equal(partition({ partition: 0, updated: 2, ready: 2 }), 0);
  assert.equal(partition({ partition: 0 }), 0);
});

test("a change waits while a member is missing, and says so", () => {
  assert.deepEqual(rollout({ change: "old", ready: 2 }), { partition: 3, waits: true });
  assert.deepEqual(rollout({ partition: 3, updated: 0, ready: 2 }), { partition: 3, waits: true });
  assert.deepEqual(rollout({ partition: 3, updated: 0 }), { partition: 2, waits: false });
  assert.deepEqual(rollout({ partition: 2, updated: 1, ready: 2 }), { partition: 2, waits: false });
});

test("a change of a change reaches those first that have the one before: it may mend them", () =>
  assert.deepEqual(rollout({ change: "broken", partition: 2, updated: 1, ready: 2 }), {
    partition: 2,
    waits: false,
  }));

test("people may have it go on although a member is missing", () =>
  assert.deepEqual(rollout({ change: "old", ready: 2 }, true), { partition: 0, waits: false }));

test("one member has no other to wait for, and below a majority there is no leader to lose", () => {
  assert.equal(partition({ change: "old", members: 1 }), 0);
  assert.equal(partition({ change: "old", ready: 1 }), 0);
  assert.equal(rolloutStep(set({}), undefined, false).partition, 0);
});
