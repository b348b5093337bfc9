/** What holds for every controller, whatever the spec and in whatever state the children are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Event } from "kubernetes-types/core/v1.js";
import type { Controller } from "../../src/controller/controller.ts";
import { eventRow } from "../../src/controller/events.ts";
import { type KubernetesObject, kindOf } from "../../src/kubernetes/object.ts";
import type { Parent, SyncRequest } from "../../src/metacontroller/hooks.ts";
import { allOf, counterpart } from "../../src/metacontroller/observed.ts";
import { feedBack } from "./api-server.ts";
import { LATER, NOW, SECRET_CONTENT, type Situation } from "./arbitraries/situation.ts";
import { runs } from "./runs.ts";
import type { BadSpec } from "./wrong-values.ts";

export interface Subject {
  controller: Pick<Controller, "sync" | "customize" | "customResource" | "problems" | "childKinds">;
  anySituation: fc.Arbitrary<Situation>;
  badSpecs: readonly BadSpec[];
  /** Whether the spec wants this StatefulSet, which must not be deleted then. */
  wants(parent: Parent, name: string): boolean;
}

/** Declares a test that a property holds in any situation. */
export const holdsIn =
  (anySituation: fc.Arbitrary<Situation>) => (reason: string, predicate: (situation: Situation) => void) =>
    test(reason, () =>
      fc.assert(fc.property(anySituation, predicate), { numRuns: runs(60), includeErrorInReport: true }),
    );

export function laws(subject: Subject): void {
  const { controller, anySituation, badSpecs, wants } = subject;
  eventLaws(subject);
  const { sync, customResource } = controller;
  const holds = holdsIn(anySituation);

  holds("the generated specs are valid, or the other properties say nothing", ({ request }) =>
    assert.deepEqual(controller.problems(request.parent), []),
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

  holds(
    "each answer is pure, whole, silent about Secrets, and deletes no wanted StatefulSet",
    ({ request }) => {
      const before = structuredClone(request);
      const answer = sync(request, NOW);
      assert.deepEqual(request, before, "a sync changes nothing in its request");
      assert.deepEqual(sync(request, NOW), answer, "the same request gives the same answer");

      const json = JSON.stringify(answer);
      assert.deepEqual(JSON.parse(json), answer, "nothing of an answer is lost on the way");
      for (const secret of [SECRET_CONTENT, atob(SECRET_CONTENT)])
        assert.ok(!json.includes(secret), "no answer tells a Secret");

      const kept = answer.children.map(identity);
      for (const child of allOf(request.children).filter(({ kind }) => kind === "StatefulSet")) {
        const mayGo = !wants(request.parent, child.metadata.name!) && !isPaused(request);
        assert.ok(
          mayGo || kept.includes(identity(child)),
          `${identity(child)} is left out, which deletes it`,
        );
      }
    },
  );

  holds("whatever bears the name of a child that is not there is looked up beforehand", ({ request }) => {
    const { relatedResources } = controller.customize(request);
    const isLookedUp = (child: KubernetesObject) =>
      relatedResources.some(
        ({ apiVersion, resource, names }) =>
          apiVersion === child.apiVersion &&
          controller.childKinds.some(({ kind, plural }) => plural === resource && kind === kindOf(child)) &&
          names?.includes(child.metadata.name!),
      );
    for (const child of sync(request, NOW).children)
      assert.ok(counterpart(request.children, child) || isLookedUp(child), identity(child));
  });

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
      { numRuns: runs(60), includeErrorInReport: true },
    ));

  holds("an annotation pauses: every child is returned as it was last applied", ({ request, strategy }) => {
    const { parent } = request;
    const { annotations: _, ...metadata } = parent.metadata;
    const running = { ...request, parent: { ...parent, metadata } };
    const { children, status } = sync(running, NOW);
    const fed = feedBack(running, { children, status }, strategy);
    const annotations = { [`${customResource.group}/paused`]: "true" };
    const paused = { ...fed, parent: { ...fed.parent, spec: {}, metadata: { ...metadata, annotations } } };
    assert.deepEqual(byIdentity(sync(paused, NOW).children), byIdentity(children));
  });
}

/** Where events are registered. */
function eventLaws({ controller: { sync }, anySituation }: Subject): void {
  const holds = holdsIn(anySituation);
  const registered = (request: SyncRequest): SyncRequest => ({
    ...request,
    children: { ...request.children, [eventRow.kind]: request.children[eventRow.kind] ?? {} },
  });
  const isEvent = (child: KubernetesObject) => kindOf(child) === eventRow.kind;
  const others = (children: readonly KubernetesObject[]) => children.filter((child) => !isEvent(child));

  holds("registering events changes nothing of an answer but adds them", ({ request }) => {
    const without = sync(request, NOW);
    const answer = sync(registered(request), NOW);
    assert.deepEqual({ ...answer, children: others(answer.children) }, without);
  });

  holds("each event is of the resource and says what a condition says", ({ request }) => {
    const { children, status } = sync(registered(request), NOW);
    for (const event of children.filter(isEvent) as (KubernetesObject & Event)[]) {
      const { apiVersion, kind, metadata } = request.parent;
      const { name, namespace, uid = "" } = metadata;
      assert.deepEqual(event.involvedObject, { apiVersion, kind, name, namespace, uid });
      assert.ok(
        status.conditions.some(
          ({ reason, message }) =>
            reason === event.reason && message.startsWith(event.message!.slice(0, 1000)),
        ),
      );
    }
  });

  holds(
    "at rest the events are those there are, and a day later none is asked for",
    ({ request, strategy }) => {
      const second = feedBack(registered(request), sync(registered(request), NOW), strategy);
      const third = feedBack(second, sync(second, NOW), strategy);
      const answer = sync(third, NOW);
      const there = Object.keys(third.children[eventRow.kind]!).sort();
      assert.deepEqual(
        answer.children
          .filter(isEvent)
          .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
          .sort(),
        there,
      );
      assert.deepEqual(sync(third, LATER).children.filter(isEvent), []);
      const expired = { ...third, children: { ...third.children, [eventRow.kind]: {} } };
      assert.deepEqual(sync(expired, NOW).children.filter(isEvent), [], "what has expired is not made again");
    },
  );
}

/** Whether the annotation asks for it, whichever operator's. */
export const isPaused = ({ parent }: SyncRequest): boolean =>
  Object.entries(parent.metadata.annotations ?? {}).some(
    ([key, value]) => /\/paused$/.test(key) && value === "true",
  );

/** Holding may change the order of children and of keys, which nobody sees. */
export const byIdentity = (children: readonly KubernetesObject[]): Record<string, KubernetesObject> =>
  Object.fromEntries(children.map(withoutSelector).map((child) => [identity(child), child]));

const identity = ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.namespace}/${metadata.name}`;

/** Metacontroller's own label, which it puts on whatever is answered. */
function withoutSelector(child: KubernetesObject): KubernetesObject {
  const { "controller-uid": _, ...labels } = child.metadata.labels ?? {};
  return { ...child, metadata: { ...child.metadata, labels } };
}

/** What a hook asks to be shown besides the children, for any resource. */
export const looksUpByName = (
  customize: Controller["customize"],
  request: SyncRequest,
  anyParent: fc.Arbitrary<Parent>,
): void =>
  void test("each rule says by names or by labels what it wants, or it would fetch every Secret of the namespace", () =>
    fc.assert(
      fc.property(anyParent, (parent) => {
        for (const { names = [], namespace, labelSelector } of customize({ ...request, parent })
          .relatedResources) {
          const labels = Object.keys(labelSelector?.matchLabels ?? {});
          assert.ok(names.length > 0 !== labels.length > 0, "Metacontroller refuses both together");
          assert.equal(new Set(names).size, names.length);
          assert.equal(namespace, parent.metadata.namespace);
        }
      }),
      { numRuns: runs(50), includeErrorInReport: true },
    ));
