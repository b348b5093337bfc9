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

const holds = (reason: string, predicate: (situation: Situation) => void, numRuns = 60) =>
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
  fc.pre(isFree && !isPaused(request) && sync(request, NOW).status.conditions.some(isSecretsAvailable));
  const fed = feedBack(request, sync(request, NOW), strategy);
  const { status } = sync({ ...fed, children: settled(fed.children) }, NOW);
  assert.equal(status.phase, "Running", JSON.stringify(status.conditions));
});

const isPaused = ({ parent }: Situation["request"]) =>
  parent.metadata.annotations?.["chronik.stream/paused"] === "true";

const isSecretsAvailable = ({ type, status }: { type: string; status: string }) =>
  type === "SecretsAvailable" && status === "True";

holds(
  "each answer is pure, whole, silent about Secrets, and deletes no StatefulSet of a role there is",
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

    const { name, namespace } = request.parent.metadata;
    const kept = workloads(answer.children);
    const wanted = rolesOf(clusterFrom(request.parent)).map(
      (role) => `StatefulSet ${namespace}/${name}-${role}`,
    );
    for (const observed of workloads(allOf(request.children))) {
      assert.ok(
        kept.includes(observed) || (!wanted.includes(observed) && !isPaused(request)),
        `${observed} is left out, which deletes it`,
      );
    }
  },
);

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
      const annotations = { "chronik.stream/paused": "true" };
      const paused = {
        ...fed,
        parent: { ...fed.parent, spec: {}, metadata: { ...metadata, annotations } },
      };
      assert.deepEqual(byIdentity(sync(paused, NOW).children), byIdentity(children));
    }),
    { numRuns: 60, includeErrorInReport: true },
  ));

/** Metacontroller's own label, which it puts on whatever is answered. */
function withoutSelector(child: KubernetesObject): KubernetesObject {
  const { "controller-uid": _, ...labels } = child.metadata.labels ?? {};
  return { ...child, metadata: { ...child.metadata, labels } };
}

/** Holding may change the order of children and of keys, which nobody sees. */
const byIdentity = (children: readonly KubernetesObject[]) =>
  Object.fromEntries(children.map(withoutSelector).map((child) => [identity(child), child]));
