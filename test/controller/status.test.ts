import assert from "node:assert/strict";
import { test } from "node:test";
import { deleting, failed, type Obstacle, type Phase, statusOf } from "../../src/controller/status.ts";
import type { Reason } from "../../src/controller/words.ts";
import type { Status } from "../../src/metacontroller/hooks.ts";

const NOW = "2026-01-02T03:04:05Z";
const parent = { metadata: { name: "a", namespace: "data", generation: 4 } };

const obstacle = (reason: string, stalls?: true): Obstacle => ({
  reason: reason as Reason,
  message: `${reason} it is`,
  ...(stalls && { stalls }),
});
const [missing, creating, rolling, taken] = [
  obstacle("SecretsMissing"),
  obstacle("ChildrenMissing"),
  obstacle("RolloutInProgress"),
  obstacle("NameTaken", true),
];

const status = (
  obstacles: Obstacle[],
  previous: Phase | undefined,
  { hasRun = true, isPaused = false } = {},
) =>
  statusOf(
    obstacles,
    [],
    { isPaused, hasRun, ready: "3 of 3 pods are ready" },
    { parent, previous: previous && ({ phase: previous, conditions: [] } as unknown as Status), now: NOW },
  );

/** Before, what is in the way, after. */
const phases: [reason: string, previous: Phase | undefined, obstacles: Obstacle[], after: Phase][] = [
  ["nothing in the way is Running, whatever was before", undefined, [], "Running"],
  ["and so is the end of a rollout", "Updating", [], "Running"],
  ["and the end of a failure", "Failed", [], "Running"],
  ["the first sync is Creating", undefined, [creating], "Creating"],
  ["until it is done", "Creating", [rolling], "Creating"],
  ["without its Secret it is Pending", undefined, [creating, missing], "Pending"],
  ["and with it goes on", "Pending", [creating], "Creating"],
  ["what was Running is Updating", "Running", [rolling], "Updating"],
  ["for as long as it takes", "Updating", [rolling], "Updating"],
  ["a Secret that vanishes makes nothing Pending that was Running", "Running", [missing], "Updating"],
  ["what needs people is Failed", "Running", [taken], "Failed"],
  ["even beside what does not", "Running", [rolling, taken], "Failed"],
  ["after a failure of what had run, it is on its way back", "Failed", [rolling], "Updating"],
];

for (const [reason, previous, obstacles, after] of phases) {
  test(`phase: ${reason}`, () => assert.equal(status(obstacles, previous).phase, after));
}

test("phase: after a failure before the first start, it is on its way up", () =>
  assert.equal(status([creating], "Failed", { hasRun: false }).phase, "Creating"));

/** Ready, Reconciling and Stalled as kstatus reads them: https://github.com/kubernetes-sigs/cli-utils/tree/master/pkg/kstatus */
const summary = ({ conditions }: Status) =>
  Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]));

test("conditions: settled", () =>
  assert.deepEqual(summary(status([], "Running")), {
    Ready: "True AllReady",
    Reconciling: "False AllReady",
    Stalled: "False Progressing",
  }));

test("conditions: on the way", () =>
  assert.deepEqual(summary(status([rolling, missing], "Running")), {
    Ready: "False RolloutInProgress",
    Reconciling: "True RolloutInProgress",
    Stalled: "False Progressing",
  }));

test("conditions: stalled, which is never reconciling, or Flux would wait for it", () =>
  assert.deepEqual(summary(status([rolling, taken], "Running")), {
    Ready: "False RolloutInProgress",
    Reconciling: "False RolloutInProgress",
    Stalled: "True NameTaken",
  }));

test("conditions: paused is not reconciling either, and not stalled: people did it", () =>
  assert.deepEqual(summary(status([rolling], "Running", { isPaused: true })), {
    Ready: "False RolloutInProgress",
    Reconciling: "False Paused",
    Stalled: "False Progressing",
  }));

test("conditions: all that is in the way is told, the most telling first", () => {
  const [ready] = status([rolling, missing], "Running").conditions;
  assert.equal(ready?.message, "RolloutInProgress it is. SecretsMissing it is");
});

test("paused is the first that people see in the last column of kubectl get", () => {
  for (const obstacles of [[], [rolling]]) {
    const { conditions } = status(obstacles, undefined, { isPaused: true });
    assert.match(conditions[0]!.message, /^Paused: nothing is changed\. ./);
  }
});

test("conditions: they are about the generation that was asked, as kubectl wait checks", () => {
  const { observedGeneration, conditions } = status([], undefined);
  assert.equal(observedGeneration, 4);
  assert.ok(conditions.every((condition) => condition.observedGeneration === 4));
});

test("an invalid spec says what to correct, stalls and fails", () => {
  const problems = [
    { path: "spec.a", message: "must be b" },
    { path: "spec.c", message: "is required" },
  ];
  const { phase, conditions } = failed(problems, { parent, previous: undefined, now: NOW });
  assert.equal(phase, "Failed");
  assert.deepEqual(
    conditions.map(({ type, status }) => `${type} ${status}`),
    ["Ready False", "Reconciling False", "Stalled True"],
  );
  assert.match(conditions[0]!.message, /^spec\.a must be b; spec\.c is required\./);
});

test("a deletion is on its way: not ready, reconciling, not stalled", () => {
  const { phase, conditions } = deleting(obstacle("StoppingTraffic"), {
    parent,
    previous: undefined,
    now: NOW,
  });
  assert.equal(phase, "Deleting");
  assert.deepEqual(
    conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`),
    ["Ready False Deleting", "Reconciling True StoppingTraffic", "Stalled False Deleting"],
  );
});
