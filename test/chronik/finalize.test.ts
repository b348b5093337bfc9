/** Deletion: every step in order, nothing lost on the way, and an end to it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finalize } from "../../src/chronik/finalize.ts";
import { sync } from "../../src/chronik/sync.ts";
import { hasPods } from "../../src/kubernetes/stateful-set.ts";
import type { FinalizeResponse, SyncRequest } from "../../src/metacontroller/hooks.ts";
import { ofKind } from "../../src/metacontroller/observed.ts";
import type { Workload } from "../../src/metacontroller/take-down.ts";
import { feedBack, type Strategy } from "../support/api-server.ts";
import { settled } from "../support/arbitraries/observed.ts";
import { LATER, NOW, SECRET_CONTENT } from "../support/arbitraries/situation.ts";
import { anySituation } from "./arbitraries.ts";
import { badSpecs } from "./bad-specs.ts";
import { requestOf } from "./cluster-of.ts";

const workloadsOf = ({ children }: Pick<SyncRequest, "children">) =>
  ofKind<Workload>(children, "StatefulSet.apps/v1");

/** Answers until the finalizer goes, while workloads do what they are asked to. */
function takenDown(request: SyncRequest, strategy: Strategy): FinalizeResponse[] {
  const answers: FinalizeResponse[] = [];
  let current: SyncRequest = { ...request, finalizing: true };
  for (let step = 0; step < 12; step++) {
    const answer = finalize(current, NOW);
    answers.push(answer);
    assertKeepsPods(current, answer);
    if (answer.finalized) return answers;
    const fed = feedBack(current, answer, strategy);
    current = { ...fed, children: settled(fed.children) };
  }
  return answers;
}

function assertKeepsPods(request: SyncRequest, { children, finalized }: FinalizeResponse): void {
  const kept = children.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  for (const workload of workloadsOf(request).filter(hasPods)) {
    const name = `StatefulSet ${workload.metadata.name}`;
    assert.ok(kept.includes(name), `${name} is dropped while it has pods, which then nobody stops in order`);
    assert.equal(finalized, false, `${name} still has pods when the finalizer goes`);
  }
}

test("from any state a deletion ends, and no StatefulSet goes before its pods", () =>
  fc.assert(
    fc.property(anySituation, ({ request, strategy }) => {
      const answers = takenDown(request, strategy);
      assert.ok(answers.at(-1)?.finalized, "the finalizer never goes");
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
      for (let step = 0; step < 6; step++) {
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

const running = (spec: object = {}) => {
  const request = requestOf({ searchNodes: 1, ...spec });
  const fed = feedBack(request, sync(request, NOW), "dynamic");
  return { ...fed, children: settled(fed.children) };
};

test("traffic goes first, then ingest and search, then the controllers they hand over to", () => {
  const steps = takenDown(running(), "dynamic").map(({ status, children }) => ({
    step: status.conditions.find(({ type }) => type === "Reconciling")?.reason,
    traffic: children.some(({ metadata }) => metadata.name === "events-ingest-client"),
    pods: Object.fromEntries(
      (children as Workload[])
        .filter(({ kind }) => kind === "StatefulSet")
        .map(({ metadata, spec }) => [metadata.name, spec?.replicas]),
    ),
  }));
  const all = { "events-controller": 3, "events-ingest": 3, "events-search": 1 };
  const none = { "events-controller": 0, "events-ingest": 0, "events-search": 0 };
  assert.deepEqual(steps, [
    { step: "StoppingTraffic", traffic: false, pods: all },
    { step: "StoppingIngestAndSearch", traffic: false, pods: { ...none, "events-controller": 3 } },
    { step: "StoppingControllers", traffic: false, pods: none },
    { step: "DeletingWorkloads", traffic: false, pods: {} },
    { step: "Finished", traffic: false, pods: {} },
  ]);
});

test("an autoscaler goes at once: it would start the pods again", () => {
  const request = running({ autoscaling: { ingestNodes: { maxReplicas: 5 } } });
  const { children } = finalize(request, NOW);
  assert.ok(request.children["HorizontalPodAutoscaler.autoscaling/v2"]?.["data/events-ingest-hpa"]);
  assert.deepEqual(
    children.filter(({ kind }) => kind === "HorizontalPodAutoscaler"),
    [],
  );
});

test("volumes are deleted only where the spec says so at the end, whatever it said before", () => {
  for (const [deletionPolicy, expected] of [
    ["Delete", { whenDeleted: "Delete", whenScaled: "Retain" }],
    ["Retain", undefined],
    ["delete everything", undefined],
  ] as const) {
    const request = running({
      storage: { deletionPolicy: deletionPolicy === "Delete" ? "Retain" : "Delete" },
    });
    const parent = { ...request.parent, spec: { storage: { deletionPolicy } } };
    const stopping = takenDown({ ...request, parent }, "dynamic")[2]!.children as Workload[];
    const workload = stopping.find(({ kind }) => kind === "StatefulSet");
    assert.deepEqual(workload?.spec?.persistentVolumeClaimRetentionPolicy, expected, deletionPolicy);
  }
});

test("the status says Deleting and which object it waits for", () => {
  const { status } = finalize(running(), NOW);
  assert.equal(status.phase, "Deleting");
  assert.equal(
    status.conditions.find(({ type }) => type === "Ready")?.message,
    "Waiting for Service events-ingest-client",
  );
});
