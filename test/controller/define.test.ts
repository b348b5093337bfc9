/**
 * What the kit guarantees, shown with a kind that has no pods and lives by the clock (test/support/timer.ts). What it
 * guarantees to kinds with pods is in the laws that every product's tests call (test/support/laws.ts).
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { KindKey, KubernetesObject } from "../../src/kubernetes/object.ts";
import { firstSync } from "../../src/metacontroller/first-sync.ts";
import type { SyncRequest } from "../../src/metacontroller/hooks.ts";
import { feedBack } from "../support/api-server.ts";
import { timer } from "../support/timer.ts";

const { example, sync, finalize, customize } = timer;
const BEFORE = "2026-01-02T03:04:00Z";
const AFTER = "2026-01-02T03:05:00Z";

const kindsOf = (children: readonly KubernetesObject[]) => children.map(({ kind }) => kind);
/** The next request, once the answer is applied. */
const next = (request: SyncRequest, now: string) => feedBack(request, sync(request, now), "dynamic");
const annotated = (
  { parent, ...request }: SyncRequest,
  annotations: Record<string, string>,
): SyncRequest => ({
  ...request,
  parent: { ...parent, metadata: { ...parent.metadata, annotations } },
});
const withSpec = ({ parent, ...request }: SyncRequest, spec: unknown): SyncRequest => ({
  ...request,
  parent: { ...parent, spec },
});

test("before its time it waits, in a phase of its own, and asks to be asked again when it has come", () => {
  const { status, children, resyncAfterSeconds } = sync(example, BEFORE);
  assert.equal(status.phase, "Waiting");
  assert.deepEqual(children, []);
  assert.equal(resyncAfterSeconds, 60);
});

test("when its time has come the note is made, asked for again within seconds, and then it is at rest", () => {
  const first = sync(example, AFTER);
  assert.deepEqual(kindsOf(first.children), ["ConfigMap"]);
  assert.equal(first.resyncAfterSeconds, 2, "a create may have been skipped without a word");
  const { status, resyncAfterSeconds } = sync(next(example, AFTER), AFTER);
  assert.equal(status.phase, "Done");
  assert.equal(resyncAfterSeconds, undefined, "nothing is missing");
});

test("a child that stays away is asked for less and less often", () => {
  const { parent, ...rest } = next(example, AFTER);
  const without = { ...rest, parent, children: { "ConfigMap.v1": {} } };
  const transition = {
    type: "Ready",
    status: "False",
    reason: "Creating",
    message: "",
    lastTransitionTime: BEFORE,
  };
  const status = { phase: "Waiting", conditions: [transition] };
  const request = { ...without, parent: { ...parent, status } };
  assert.equal(sync(request, "2026-01-02T03:06:00Z").resyncAfterSeconds, 30);
});

test("an invalid spec leaves every child as it was last applied, and keeps what is known", () => {
  const request = next(example, AFTER);
  const { status, children, resyncAfterSeconds } = sync(withSpec(request, { at: 3 }), AFTER);
  assert.equal(status.phase, "Failed");
  assert.deepEqual(kindsOf(children), ["ConfigMap"]);
  assert.match(status.conditions[0]!.message, /^spec\.at must be a string/);
  assert.ok("class" in status);
  assert.equal(resyncAfterSeconds, undefined);
});

test("a pause leaves every child as it was last applied, and makes none", () => {
  const paused = annotated(example, { "example.org/paused": "true" });
  const { children, resyncAfterSeconds, status } = sync(paused, AFTER);
  assert.deepEqual(children, []);
  assert.equal(resyncAfterSeconds, undefined);
  assert.ok(status.conditions.some(({ type }) => type === "Paused"));
});

test("a pause is understood however people spell it", () => {
  const request = next(example, AFTER);
  for (const value of ["true", "True", "yes", "1", " true "]) {
    const { status } = sync(annotated(request, { "example.org/paused": value }), AFTER);
    assert.ok(
      status.conditions.some(({ type }) => type === "Paused"),
      value,
    );
  }
  const { status } = sync(annotated(request, { "example.org/paused": "false" }), AFTER);
  assert.ok(!status.conditions.some(({ type }) => type === "Paused"));
});

test("each optional kind is asked for only where its own component registers it", () => {
  const answer = (...kinds: string[]) => {
    const registered = Object.fromEntries(kinds.map((kind) => [kind, {}]));
    return kindsOf(sync({ ...example, children: { ...example.children, ...registered } }, BEFORE).children);
  };
  assert.deepEqual(answer(), []);
  assert.deepEqual(answer("Alarm.example.org/v1"), ["Alarm"]);
  assert.deepEqual(answer("Bell.example.net/v1"), ["Bell"]);
  assert.deepEqual(answer("Alarm.example.org/v1", "Bell.example.net/v1"), ["Alarm", "Bell"]);
});

test("objects of no namespace are looked up by name, others in the namespace of the resource", () => {
  const { controller, parent } = example;
  const asked = (spec: object, ...further: object[]) => {
    const childResources = [...controller.spec.childResources, ...further] as never;
    return customize({ controller: { spec: { childResources } }, parent: { ...parent, spec } })
      .relatedResources;
  };
  const { at } = parent.spec as { at: string };
  const note = { apiVersion: "v1", resource: "configmaps", namespace: "default", names: ["tea-note"] };
  const widgets = {
    apiVersion: "example.org/v1",
    resource: "widgets",
    namespace: "default",
    names: ["tea"],
  };
  assert.deepEqual(asked({ at, class: "fast" }), [
    { apiVersion: "storage.k8s.io/v1", resource: "storageclasses", names: ["fast"] },
    widgets,
    note,
  ]);
  assert.deepEqual(asked({}), []);
  const bell = { apiVersion: "example.net/v1", resource: "bells" };
  assert.deepEqual(
    asked({ at }, bell),
    [widgets, note, { ...bell, namespace: "default", names: ["bell"] }],
    "whatever bears the name of a child, and of an optional kind only where it is registered",
  );
});

test("a child that is not as asked for keeps it from being Ready; one that Metacontroller never changes does not", () => {
  const bells = { ...example, children: { ...example.children, "Bell.example.net/v1": {} } };
  const done = next(next(bells, AFTER), AFTER);
  const ready = ({ status }: ReturnType<typeof sync>) => {
    const { status: is, reason, message } = status.conditions[0]!;
    return `${is} ${reason}: ${message}`;
  };
  assert.equal(ready(sync(done, AFTER)), "True AllReady: The note is there");
  const stale = (kind: KindKey) => {
    const children = structuredClone(done.children) as Record<string, Record<string, KubernetesObject>>;
    for (const object of Object.values(children[kind]!))
      object.metadata.annotations!["example.org/applied"] = "other";
    return sync({ ...done, children: children as never }, AFTER);
  };
  assert.match(
    ready(stale("Bell.example.net/v1")),
    /^False NotApplied: Not changed yet: Bell bell\. .*events/,
  );
  assert.match(ready(stale("ConfigMap.v1")), /^True/);
});

test("the tables are what the registration is made of", () => {
  assert.deepEqual(
    timer.childKinds.map(({ kind, plural, update, component }) => [kind, plural, update, component]),
    [
      ["ConfigMap.v1", "configmaps", "OnDelete", undefined],
      ["Alarm.example.org/v1", "alarms", "Recreate", "alarms"],
      ["Bell.example.net/v1", "bells", "InPlace", "bells"],
      ["Event.v1", "events", "OnDelete", "events"],
    ],
  );
  assert.deepEqual(
    timer.relatedKinds.map(({ plural, isClusterScoped = false }) => [plural, isClusterScoped]),
    [
      ["storageclasses", true],
      ["widgets", false],
    ],
  );
});

test("a volume that is a child is in every answer, whatever the path, but in a deletion that is to take it", () => {
  const volume = {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data-0", namespace: "default" },
  };
  const children = { ...example.children, "PersistentVolumeClaim.v1": { "default/data-0": volume } };
  const request = { ...example, children } as unknown as SyncRequest;
  const paths: [string, SyncRequest][] = [
    ["valid", request],
    ["invalid", withSpec(request, {})],
    ["paused", annotated(request, { "example.org/paused": "true" })],
  ];
  for (const [path, asked] of paths) {
    assert.ok(kindsOf(sync(asked, AFTER).children).includes("PersistentVolumeClaim"), path);
    const deletion = finalize(asked, AFTER);
    assert.ok(kindsOf(deletion.children).includes("PersistentVolumeClaim"), path);
    assert.equal(deletion.finalized, true, "what stays keeps nobody waiting");
  }
  const { children: left, finalized } = finalize(
    withSpec(request, { storage: { deletionPolicy: "Delete" } }),
    AFTER,
  );
  assert.deepEqual([kindsOf(left), finalized], [[], false]);
});

test("a deletion is done only when nothing is left but what outlives the resource", () => {
  const alarm = {
    apiVersion: "example.org/v1",
    kind: "Alarm",
    metadata: { name: "alarm", namespace: "default" },
  };
  const request = next(example, AFTER);
  const children = { ...request.children, "Alarm.example.org/v1": { "default/alarm": alarm } };
  const first = finalize({ ...request, children } as unknown as SyncRequest, AFTER);
  assert.deepEqual([kindsOf(first.children), first.finalized], [["ConfigMap"], false]);
  assert.equal(first.status.phase, "Deleting");
  const last = finalize(request, AFTER);
  assert.deepEqual([kindsOf(last.children), last.finalized], [["ConfigMap"], true]);
});

test("the example of the documentation is a first sync", () =>
  assert.deepEqual(example, firstSync(example.parent, timer.childKinds)));
