/** What holds for the deletion of any resource, whichever operator's and in whatever state it is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Controller } from "../../src/controller/controller.ts";
import { hasPods } from "../../src/kubernetes/stateful-set.ts";
import type { FinalizeResponse, SyncRequest } from "../../src/metacontroller/hooks.ts";
import { allAsLastApplied } from "../../src/metacontroller/last-applied.ts";
import { ofKind } from "../../src/metacontroller/observed.ts";
import { feedBack, type Strategy } from "./api-server.ts";
import { settled } from "./arbitraries/observed.ts";
import { LATER, NOW, SECRET_CONTENT } from "./arbitraries/situation.ts";
import { byIdentity, holdsIn, type Subject } from "./laws.ts";
import { runs } from "./runs.ts";

type Finalize = Controller["finalize"];

/** Answers until the finalizer goes, while workloads do what they are asked to. */
export function takenDown(
  finalize: Finalize,
  request: SyncRequest,
  strategy: Strategy = "dynamic",
): FinalizeResponse[] {
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
  for (const workload of ofKind(request.children, "StatefulSet.apps/v1").filter(hasPods)) {
    const name = `StatefulSet ${workload.metadata.name}`;
    assert.ok(kept.includes(name), `${name} is dropped while it has pods, which then nobody stops in order`);
    assert.equal(finalized, false, `${name} still has pods when the finalizer goes`);
  }
}

export function deletionLaws(
  finalize: Finalize,
  { anySituation, badSpecs }: Pick<Subject, "anySituation" | "badSpecs">,
): void {
  const holds = holdsIn(anySituation);

  holds(
    "from any state a deletion ends, and no StatefulSet goes before its pods",
    ({ request: { parent, ...rest }, strategy }) => {
      const spec = { ...(parent.spec as object), deletionProtection: false };
      const request = { ...rest, parent: { ...parent, spec } };
      assert.ok(takenDown(finalize, request, strategy).at(-1)?.finalized, "the finalizer never goes");
    },
  );

  holds("a deletion of what is protected changes nothing", ({ request: { parent, ...rest } }) => {
    const spec = { ...(parent.spec as object), deletionProtection: true };
    const { children, finalized, status } = finalize({ ...rest, parent: { ...parent, spec } }, NOW);
    assert.equal(finalized, false);
    assert.deepEqual(byIdentity(children), byIdentity(allAsLastApplied(rest.children)));
    assert.ok(status.conditions.some(({ type, status: is }) => type === "Stalled" && is === "True"));
  });

  test("a cluster with a broken spec can be deleted as well", () =>
    fc.assert(
      fc.property(anySituation, fc.constantFrom(...badSpecs), ({ request, strategy }, { spec }) => {
        const broken = { ...request, parent: { ...request.parent, spec } };
        assert.ok(takenDown(finalize, broken, strategy).at(-1)?.finalized);
      }),
      { numRuns: runs(60), includeErrorInReport: true },
    ));

  holds(
    "a deletion that waits writes nothing: the same answer later, and no Secret in it",
    ({ request, strategy }) => {
      let current = request;
      for (let step = 0; step < 6; step++) {
        const before = structuredClone(current);
        const answer = finalize(current, NOW);
        assert.deepEqual(current, before, "finalize changes nothing in its request");
        assert.ok(!JSON.stringify(answer).includes(SECRET_CONTENT));
        current = feedBack(current, answer, strategy);
      }
      assert.equal(JSON.stringify(finalize(current, LATER)), JSON.stringify(finalize(current, NOW)));
    },
  );
}
