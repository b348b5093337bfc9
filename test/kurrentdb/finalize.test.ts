/** Deletion: every step in order, nothing lost on the way, and an end to it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hasPods } from "../../src/kubernetes/stateful-set.ts";
import { finalize } from "../../src/kurrentdb/finalize.ts";
import type { KurrentDBStatus } from "../../src/kurrentdb/status.ts";
import type { FinalizeResponse, SyncRequest } from "../../src/metacontroller/hooks.ts";
import { ofKind } from "../../src/metacontroller/observed.ts";
import type { Workload } from "../../src/metacontroller/take-down.ts";
import { feedBack, type Strategy } from "../support/api-server.ts";
import { settled } from "../support/arbitraries/observed.ts";
import { LATER, NOW, SECRET_CONTENT } from "../support/arbitraries/situation.ts";
import { anySituation } from "./arbitraries.ts";
import { badSpecs } from "./bad-specs.ts";
import { perNode, running } from "./situations.ts";

/** Answers until the finalizer goes, while the members do what they are asked to. */
function takenDown(request: SyncRequest, strategy: Strategy = "dynamic"): FinalizeResponse[] {
  const answers: FinalizeResponse[] = [];
  let current: SyncRequest = { ...request, finalizing: true };
  for (let step = 0; step < 12; step++) {
    const answer = finalize(current, NOW);
    answers.push(answer);
    const kept = answer.children.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    for (const workload of ofKind<Workload>(current.children, "StatefulSet.apps/v1").filter(hasPods)) {
      assert.ok(kept.includes(`StatefulSet ${workload.metadata.name}`), "dropped while it has pods");
      assert.equal(answer.finalized, false, "the finalizer goes while there are pods");
    }
    if (answer.finalized) return answers;
    const fed = feedBack(current, answer, strategy);
    current = { ...fed, children: settled(fed.children) };
  }
  return answers;
}

test("from any state a deletion ends, and the StatefulSet does not go before its pods", () =>
  fc.assert(
    fc.property(anySituation, ({ request, strategy }) => {
      assert.ok(takenDown(request, strategy).at(-1)?.finalized, "the finalizer never goes");
    }),
    { numRuns: 60, includeErrorInReport: true },
  ));

test("a cluster with a broken spec can be deleted as well", () =>
  fc.assert(
    fc.property(anySituation, fc.constantFrom(...badSpecs), ({ request, strategy }, { spec }) => {
      const broken = { ...request, parent: { ...request.parent, spec } };
      assert.ok(takenDown(broken, strategy).at(-1)?.finalized);
    }),
    { numRuns: 60, includeErrorInReport: true },
  ));

test("a deletion that waits writes nothing: the same answer later, and no Secret in it", () =>
  fc.assert(
    fc.property(anySituation, ({ request, strategy }) => {
      let current = request;
      for (let step = 0; step < 5; step++) {
        const before = structuredClone(current);
        const answer = finalize(current, NOW);
        assert.deepEqual(current, before, "finalize changes nothing in its request");
        assert.ok(!JSON.stringify(answer).includes(SECRET_CONTENT));
        current = feedBack(current, answer, strategy);
      }
      assert.equal(JSON.stringify(finalize(current, LATER)), JSON.stringify(finalize(current, NOW)));
    }),
    { numRuns: 40, includeErrorInReport: true },
  ));

test("traffic goes first, that of each member too, and then all members at once", () => {
  const steps = takenDown(perNode).map(({ status, children }) => ({
    step: status.conditions.find(({ type }) => type === "Reconciling")?.reason,
    ready: (status as KurrentDBStatus).ready,
    services: children.filter(({ kind }) => kind === "Service").map(({ metadata }) => metadata.name),
    members: (children as Workload[]).find(({ kind }) => kind === "StatefulSet")?.spec?.replicas,
  }));
  const services = ["my-eventstore-nodes"];
  assert.deepEqual(steps, [
    { step: "StoppingTraffic", ready: "3/0", services, members: 3 },
    { step: "StoppingMembers", ready: "3/0", services, members: 0 },
    { step: "DeletingWorkloads", ready: "0/0", services, members: undefined },
    { step: "Finished", ready: "0/0", services, members: undefined },
  ]);
});

test("volumes are deleted only where the spec says so at the end, whatever it said before", () => {
  for (const [deletionPolicy, expected] of [
    ["Delete", { whenDeleted: "Delete", whenScaled: "Retain" }],
    ["Retain", undefined],
    ["delete everything", undefined],
  ] as const) {
    const parent = { ...running.parent, spec: { storage: { deletionPolicy } } };
    const stopping = takenDown({ ...running, parent })[1]!.children as Workload[];
    const workload = stopping.find(({ kind }) => kind === "StatefulSet");
    assert.deepEqual(workload?.spec?.persistentVolumeClaimRetentionPolicy, expected, deletionPolicy);
  }
});

test("the status says Deleting, what it waits for, and keeps the version that ran", () => {
  const { status } = finalize(running, NOW);
  assert.deepEqual([status.phase, (status as KurrentDBStatus).version], ["Deleting", "latest"]);
  assert.equal(
    status.conditions.find(({ type }) => type === "Ready")?.message,
    "Waiting for Service my-eventstore",
  );
});
