/** Of kinds of our own invention; what is shipped for the real ones is looked at in test/operators.test.ts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChildKind, Controller, RelatedKind } from "../../src/controller/controller.ts";
import {
  byGroup,
  childResources,
  childRules,
  componentsOf,
  compositeController,
  parentRules,
  relatedRules,
  serviceHost,
} from "../../src/controller/registration.ts";
import { widgetController } from "../support/synthetic-operator.ts";
import { timer } from "../support/timer.ts";

const having = (childKinds: ChildKind[], relatedKinds: RelatedKind[] = []): Controller => ({
  ...widgetController,
  childKinds,
  relatedKinds,
});
const own = ["get", "list", "watch", "create", "update", "patch", "delete"];
const look = ["get", "list", "watch"];
const sets: ChildKind = { kind: "StatefulSet.apps/v1", plural: "statefulsets", update: "InPlace" };
const bells = { kind: "Bell.example.net/v1", plural: "bells", component: "bells" } as const;

test("a CompositeController calls the three hooks of its kind, and takes no status for news", () => {
  const host = serviceHost({ name: "timer", namespace: "clock" });
  const { metadata, spec } = compositeController(timer, host);
  assert.equal(metadata.name, "timer");
  assert.deepEqual(spec.parentResource, {
    apiVersion: "example.org/v1",
    resource: "timers",
    ignoreStatusChanges: true,
  });
  assert.deepEqual(
    Object.entries(spec.hooks).map(([hook, { version, webhook }]) => [hook, version, webhook.url]),
    ["sync", "finalize", "customize"].map((hook) => [
      hook,
      "v2",
      `http://timer-operator.clock.svc:9443/timer/${hook}`,
    ]),
  );
});

test("its children are those that are always there, and each is brought up to date as its row says", () => {
  assert.deepEqual(childResources(timer), [
    { apiVersion: "v1", resource: "configmaps", updateStrategy: { method: "OnDelete" } },
  ]);
  assert.deepEqual(childResources(timer, "alarms"), [
    { apiVersion: "example.org/v1", resource: "alarms", updateStrategy: { method: "Recreate" } },
  ]);
  assert.deepEqual(childResources(timer, "no-such-component"), []);
});

test("components are those of any table, once each and in order", () => {
  assert.deepEqual(componentsOf([timer, timer]), ["alarms", "bells", "events"]);
  assert.deepEqual(componentsOf([widgetController]), []);
  assert.deepEqual(componentsOf([having([], [bells])]), ["bells"], "what is only looked at counts too");
});

test("children have a rule for each API group, each kind once, whoever has it", () => {
  const config: ChildKind = { kind: "ConfigMap.v1", plural: "configmaps", update: "InPlace" };
  assert.deepEqual(childRules([having([config, sets]), having([sets, config])]), [
    { apiGroups: [""], resources: ["configmaps"], verbs: own },
    { apiGroups: ["apps"], resources: ["statefulsets"], verbs: own },
  ]);
});

test("what a component brings has its rule there, and none where it is had without", () => {
  assert.deepEqual(childRules([timer], "bells"), [
    { apiGroups: ["example.net"], resources: ["bells"], verbs: own },
  ]);
  const always: ChildKind = { kind: bells.kind, plural: bells.plural, update: "InPlace" };
  assert.deepEqual(childRules([timer, having([always])], "bells"), []);
});

test("what is looked at may not be written, and needs no rule where it is a child", () => {
  assert.deepEqual(relatedRules([timer]), [
    { apiGroups: ["storage.k8s.io"], resources: ["storageclasses"], verbs: look },
    { apiGroups: ["example.org"], resources: ["widgets"], verbs: look },
  ]);
  assert.deepEqual(relatedRules([having([sets]), having([], [sets])]), []);
});

test("what is a child only with a component may be looked at without it", () => {
  const { component: _, ...always } = bells;
  assert.deepEqual(relatedRules([timer, having([], [always])]).at(-1), {
    apiGroups: ["example.net"],
    resources: ["bells"],
    verbs: look,
  });
  assert.deepEqual(relatedRules([timer, having([], [bells])], "bells"), [], "there it is a child");
});

test("custom resources may be looked at and updated, and their status and finalizers written", () => {
  assert.deepEqual(parentRules([timer, widgetController]), [
    { apiGroups: ["example.org"], resources: ["timers", "widgets"], verbs: [...look, "update"] },
    {
      apiGroups: ["example.org"],
      resources: ["timers/status", "timers/finalizers", "widgets/status", "widgets/finalizers"],
      verbs: ["update"],
    },
  ]);
});

test("groups and resources come in the order in which they come first", () =>
  assert.deepEqual(
    byGroup([
      { group: "b", resource: "2" },
      { group: "a", resource: "1" },
      { group: "b", resource: "1" },
      { group: "b", resource: "2" },
    ]),
    [
      ["b", ["2", "1"]],
      ["a", ["1"]],
    ],
  ));
