/** What holds for any valid KurrentDB, in whatever state its children are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import { sync } from "../../src/kurrentdb/sync.ts";
import { clusterFrom, problemsOf } from "../../src/kurrentdb/validation.ts";
import type { SyncRequest, SyncResponse } from "../../src/metacontroller/hooks.ts";
import { allOf } from "../../src/metacontroller/observed.ts";
import { feedBack } from "../support/api-server.ts";
import { settled } from "../support/arbitraries/observed.ts";
import { anySituation, LATER, NOW, SECRET_CONTENT, type Situation } from "./arbitraries.ts";
import { badSpecs } from "./bad-specs.ts";

const holds = (reason: string, predicate: (situation: Situation) => void, numRuns = 60) =>
  test(reason, () =>
    fc.assert(fc.property(anySituation, predicate), { numRuns, includeErrorInReport: true }),
  );

const identity = ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.namespace}/${metadata.name}`;

holds("the generated specs are valid, or the other properties say nothing", ({ request }) =>
  assert.deepEqual(problemsOf(clusterFrom(request.parent)), []),
);

holds("after its own answer is applied, a sync asks for the same children", ({ request, strategy }) => {
  const first = sync(request, NOW);
  const second = sync(feedBack(request, first, strategy), LATER);
  assert.deepEqual(second.children.map(withoutSelector), first.children.map(withoutSelector));
});

holds("once nothing changes, a later sync gives the same answer to the byte", ({ request, strategy }) => {
  const second = feedBack(request, sync(request, NOW), strategy);
  const third = feedBack(second, sync(second, NOW), strategy);
  const answer = sync(third, NOW);
  assert.equal(JSON.stringify(sync(feedBack(third, answer, strategy), LATER)), JSON.stringify(answer));
});

holds("a cluster that nothing keeps from it ends up Running", ({ request, strategy }) => {
  const isFree = Object.keys(request.related?.["StatefulSet.apps/v1"] ?? {}).length === 0;
  fc.pre(isFree && !isPaused(request) && condition(sync(request, NOW), "SecretsAvailable") === "True");
  let current = request;
  // The longest way is from one member to five and has eight steps.
  for (let step = 0; step < 12; step++) {
    const fed = feedBack(current, sync(current, NOW), strategy);
    current = { ...fed, children: settled(fed.children) };
  }
  const answer = sync(current, NOW);
  const { phase, conditions } = answer.status;
  if (phase === "Running") return;
  assert.equal(phase, "Failed", JSON.stringify(conditions));
  assert.equal(condition(answer, "SpecFollowed"), "False", "only people can end what is held back half way");
});

const isPaused = ({ parent }: SyncRequest) => parent.metadata.annotations?.["kurrent.io/paused"] === "true";

const condition = ({ status }: SyncResponse, wanted: string) =>
  status.conditions.find(({ type }) => type === wanted)?.status;

holds(
  "each answer is pure, whole, silent about Secrets, and never without the StatefulSet",
  ({ request }) => {
    const before = structuredClone(request);
    const answer = sync(request, NOW);
    assert.deepEqual(request, before, "a sync changes nothing in its request");
    assert.deepEqual(sync(request, NOW), answer, "the same request gives the same answer");

    const json = JSON.stringify(answer);
    assert.deepEqual(JSON.parse(json), answer, "nothing of an answer is lost on the way");
    assert.ok(
      !json.includes(SECRET_CONTENT) && !json.includes(atob(SECRET_CONTENT)),
      "no answer tells a Secret",
    );
    const kept = answer.children.map(identity);
    for (const child of allOf(request.children)) {
      if (child.kind !== "StatefulSet") continue;
      assert.ok(kept.includes(identity(child)), `${identity(child)} is left out, which deletes all members`);
    }
  },
);

test("with an invalid spec every child is returned as it was last applied", () =>
  fc.assert(
    fc.property(anySituation, fc.constantFrom(...badSpecs), ({ request, strategy }, { name, spec }) => {
      fc.pre(name === undefined);
      // What was applied last is what the answer to the valid spec was.
      const { children, status } = sync(request, NOW);
      const fed = feedBack(request, { children, status }, strategy);
      const answer = sync({ ...fed, parent: { ...fed.parent, spec } }, NOW);
      assert.equal(answer.status.phase, "Failed");
      assert.deepEqual(byIdentity(answer.children), byIdentity(children));
    }),
    { numRuns: 60, includeErrorInReport: true },
  ));

test("an annotation pauses: every child is returned as it was last applied", () =>
  fc.assert(
    fc.property(anySituation, ({ request, strategy }) => {
      const { parent } = request;
      const { annotations: _, ...metadata } = parent.metadata;
      const running = { ...request, parent: { ...parent, metadata } };
      const { children, status } = sync(running, NOW);
      const fed = feedBack(running, { children, status }, strategy);
      const annotations = { "kurrent.io/paused": "true" };
      const paused = {
        ...fed,
        parent: { ...fed.parent, spec: {}, metadata: { ...metadata, annotations } },
      };
      assert.deepEqual(byIdentity(sync(paused, NOW).children), byIdentity(children));
    }),
    { numRuns: 60, includeErrorInReport: true },
  ));

test("while TLS or the port waits for a stop, every child is returned as it was last applied", () => {
  let held = 0;
  fc.assert(
    fc.property(anySituation, fc.boolean(), ({ request, strategy }, isTls) => {
      const { children, status } = sync(request, NOW);
      const fed = feedBack(request, { children, status }, strategy);
      const security = isTls ? { certificateSecret: "tls", certificateAuthoritySecret: "ca" } : {};
      const spec = { security, configuration: { nodePort: 2999 }, restartKey: "new", version: "26.0.1" };
      const answer = sync({ ...fed, parent: { ...fed.parent, spec } }, NOW);
      fc.pre(condition(answer, "SpecFollowed") === "False");
      held += 1;
      assert.deepEqual(byIdentity(answer.children), byIdentity(children));
    }),
    { numRuns: 60, includeErrorInReport: true },
  );
  assert.ok(held > 20, "the property has seen enough of them");
});

/** Metacontroller's own label, which it puts on whatever is answered. */
function withoutSelector(child: KubernetesObject): KubernetesObject {
  const { "controller-uid": _, ...labels } = child.metadata.labels ?? {};
  return { ...child, metadata: { ...child.metadata, labels } };
}

/** Holding may change the order of children and of keys, which nobody sees. */
const byIdentity = (children: readonly KubernetesObject[]) =>
  Object.fromEntries(children.map(withoutSelector).map((child) => [identity(child), child]));
