/** What holds for any valid ChronikCluster, in whatever state its children are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { rolesOf } from "../../src/chronik/cluster.ts";
import { sync } from "../../src/chronik/sync.ts";
import { clusterFrom, problemsOf } from "../../src/chronik/validation.ts";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import { allOf } from "../../src/metacontroller/observed.ts";
import { feedBack } from "../support/api-server.ts";
import { anySituation, LATER, NOW, SECRET_CONTENT, type Situation, settled } from "./arbitraries.ts";
import { badSpecs } from "./bad-specs.ts";

const holds = (reason: string, predicate: (situation: Situation) => void, numRuns = 100) =>
  test(reason, () =>
    fc.assert(fc.property(anySituation, predicate), { numRuns, includeErrorInReport: true }),
  );

const identity = ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.namespace}/${metadata.name}`;
const workloads = (objects: readonly KubernetesObject[]) =>
  objects.filter(({ kind }) => kind === "StatefulSet").map(identity);

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
  const related = request.related ?? {};
  const isFree = Object.keys(related["StatefulSet.apps/v1"] ?? {}).length === 0;
  const isPaused = request.parent.metadata.annotations?.["chronik.stream/paused"] === "true";
  fc.pre(isFree && !isPaused && sync(request, NOW).status.conditions.some(isSecretsAvailable));
  const fed = feedBack(request, sync(request, NOW), strategy);
  const { status } = sync({ ...fed, children: settled(fed.children) }, NOW);
  assert.equal(status.phase, "Running", JSON.stringify(status.conditions));
});

const isSecretsAvailable = ({ type, status }: { type: string; status: string }) =>
  type === "SecretsAvailable" && status === "True";

holds("a sync changes nothing in its request, and answers the same again", ({ request }) => {
  const before = structuredClone(request);
  const answer = sync(request, NOW);
  assert.deepEqual(request, before);
  assert.deepEqual(sync(request, NOW), answer);
});

holds("an answer is JSON: nothing in it is lost on the way", ({ request }) => {
  const answer = sync(request, NOW);
  assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
});

holds("a StatefulSet leaves only with its role: a child left out is a child deleted", ({ request }) => {
  const { name, namespace } = request.parent.metadata;
  const roles = rolesOf(clusterFrom(request.parent));
  const kept = workloads(sync(request, NOW).children);
  for (const observed of workloads(allOf(request.children))) {
    const role = observed.slice(`StatefulSet ${namespace}/${name}-`.length);
    const isWanted = roles.some((wanted) => wanted === role);
    const isPaused = request.parent.metadata.annotations?.["chronik.stream/paused"] === "true";
    assert.equal(kept.includes(observed), isWanted || isPaused, observed);
  }
});

holds("no answer tells what is in a Secret", ({ request }) => {
  const answer = JSON.stringify(sync(request, NOW));
  assert.ok(!answer.includes(SECRET_CONTENT));
  assert.ok(!answer.includes(atob(SECRET_CONTENT)));
});

test("with an invalid spec every child is returned as it was last applied", () =>
  fc.assert(
    fc.property(anySituation, fc.constantFrom(...badSpecs), ({ request, strategy }, { name, spec }) => {
      fc.pre(name === undefined);
      // What was applied last is what the answer to the valid spec was.
      const { children } = sync(request, NOW);
      const fed = feedBack(request, { children, status: sync(request, NOW).status }, strategy);
      const answer = sync({ ...fed, parent: { ...fed.parent, spec } }, NOW);
      assert.equal(answer.status.phase, "Failed");
      assert.deepEqual(byIdentity(answer.children), byIdentity(children));
    }),
    { includeErrorInReport: true },
  ));

test("an annotation pauses: every child is returned as it was last applied", () =>
  fc.assert(
    fc.property(anySituation, ({ request, strategy }) => {
      const { parent } = request;
      const { annotations: _, ...metadata } = parent.metadata;
      const running = { ...request, parent: { ...parent, metadata } };
      const { children, status } = sync(running, NOW);
      const fed = feedBack(running, { children, status }, strategy);
      const annotations = { "chronik.stream/paused": "true" };
      const paused = {
        ...fed,
        parent: { ...fed.parent, spec: {}, metadata: { ...metadata, annotations } },
      };
      assert.deepEqual(byIdentity(sync(paused, NOW).children), byIdentity(children));
    }),
    { includeErrorInReport: true },
  ));

/** Metacontroller's own label, which it puts on whatever is answered. */
function withoutSelector(child: KubernetesObject): KubernetesObject {
  const { "controller-uid": _, ...labels } = child.metadata.labels ?? {};
  return { ...child, metadata: { ...child.metadata, labels } };
}

/** Holding may change the order of children and of keys, which nobody sees. */
const byIdentity = (children: readonly KubernetesObject[]) =>
  Object.fromEntries(children.map(withoutSelector).map((child) => [identity(child), child]));
