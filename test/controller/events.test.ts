import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event } from "kubernetes-types/core/v1.js";
import { eventRow, withEvents } from "../../src/controller/events.ts";
import type { Condition } from "../../src/kubernetes/condition.ts";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import type { ObjectMap, Status, SyncRequest } from "../../src/metacontroller/hooks.ts";
import { feedBack } from "../support/api-server.ts";
import { timer } from "../support/timer.ts";

const NOW = "2026-01-02T03:04:05Z";
const after = (seconds: number) =>
  new Date(Date.parse(NOW) + seconds * 1000).toISOString().replace(".000Z", "Z");

const condition = (type: string, status: string, reason: string, time = NOW): Condition =>
  ({
    type,
    status,
    reason,
    message: `${type} says ${reason}`,
    lastTransitionTime: time,
    observedGeneration: 1,
  }) as Condition;
const statusWith = (...conditions: Condition[]): Status => ({
  phase: "Any",
  observedGeneration: 1,
  conditions,
});
const ready = condition("Ready", "True", "AllReady");
const starting = [
  condition("Ready", "False", "Creating"),
  condition("Reconciling", "True", "Creating"),
  condition("Stalled", "False", "Progressing"),
  condition("SecretsAvailable", "True", "AllFound"),
];

const requestWith = (
  previous: Status | undefined,
  events: ObjectMap[string] | undefined = {},
): SyncRequest => ({
  controller: { spec: { childResources: [] } },
  parent: {
    apiVersion: "example.org/v1",
    kind: "Timer",
    metadata: { name: "tea", namespace: "data", uid: "uid-of-tea" },
    ...(previous && { status: previous }),
  },
  children: { "ConfigMap.v1": {}, ...(events && { "Event.v1": events }) },
});
const told = (previous: Status | undefined, status: Status, now = NOW, events: ObjectMap[string] = {}) =>
  withEvents(requestWith(previous, events), now, () => ({ status, children: [] }))
    .children as (KubernetesObject & Event)[];
const words = (events: readonly Event[]) => events.map(({ type, reason }) => `${type} ${reason}`);
const asMap = (events: readonly KubernetesObject[]) =>
  Object.fromEntries(
    events.map((event) => [`data/${event.metadata.name}`, event]),
  ) as unknown as ObjectMap[string];

test("where events are not registered an answer is what it was", () => {
  const { "Event.v1": _, ...children } = requestWith(undefined).children;
  const answer = { status: statusWith(...starting), children: [] };
  assert.equal(
    withEvents({ ...requestWith(undefined), children }, NOW, () => answer),
    answer,
  );
});

test("the answer is computed as if there were none", () => {
  const event = told(undefined, statusWith(...starting))[0]!;
  withEvents(requestWith(undefined, asMap([event])), NOW, ({ children }) => {
    assert.deepEqual(Object.keys(children), ["ConfigMap.v1"]);
    return { status: statusWith(), children: [] };
  });
});

test("the first status tells what it begins with, and nothing that is well", () =>
  assert.deepEqual(words(told(undefined, statusWith(...starting))), ["Normal Creating"]));

test("an event is one of the resource, as kubectl looks for it", () => {
  const [event] = told(statusWith(...starting), statusWith(ready), after(5));
  assert.match(event!.metadata.name!, /^tea\.[0-9a-f]{16}$/);
  assert.deepEqual(event, {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: event!.metadata.name, namespace: "data" },
    involvedObject: {
      apiVersion: "example.org/v1",
      kind: "Timer",
      name: "tea",
      namespace: "data",
      uid: "uid-of-tea",
    },
    type: "Normal",
    reason: "AllReady",
    message: "Ready says AllReady",
    source: { component: "timer-controller" },
    reportingComponent: "timer-controller",
    firstTimestamp: after(5),
    lastTimestamp: after(5),
    count: 1,
  });
});

const before = statusWith(ready, condition("SecretsAvailable", "True", "AllFound"));
const changes: [what: string, now: Condition[], told: string[]][] = [
  ["nothing", before.conditions, []],
  [
    "another reason",
    [condition("Ready", "False", "Scaling"), condition("Reconciling", "True", "Scaling")],
    ["Normal Scaling"],
  ],
  [
    "that it stands still",
    [condition("Ready", "False", "NameTaken"), condition("Stalled", "True", "NameTaken")],
    ["Warning NameTaken"],
  ],
  [
    "that something else than the first obstacle stands still",
    [condition("Ready", "False", "Scaling"), condition("Stalled", "True", "NameTaken")],
    ["Warning Scaling", "Warning NameTaken"],
  ],
  [
    "that a Secret has gone",
    [ready, condition("SecretsAvailable", "False", "SecretsMissing")],
    ["Warning SecretsMissing"],
  ],
  [
    "why pods are not ready",
    [ready, condition("PodsHealthy", "False", "ContainerCrashes")],
    ["Warning ContainerCrashes"],
  ],
  [
    "a pause",
    [ready, condition("Reconciling", "False", "Paused"), condition("Paused", "True", "Annotated")],
    ["Normal Annotated"],
  ],
  [
    "a step of a deletion",
    [condition("Ready", "False", "Deleting"), condition("Reconciling", "True", "StoppingTraffic")],
    ["Normal Deleting", "Normal StoppingTraffic"],
  ],
];
for (const [what, conditions, expected] of changes)
  test(`of a change it tells ${what}: ${expected.join(", ") || "none"}`, () =>
    assert.deepEqual(words(told(before, statusWith(...conditions))), expected));

test("another message is no event: it has counts in it", () =>
  assert.deepEqual(told(before, statusWith({ ...ready, message: "4 of 4" }, before.conditions[1]!)), []));

test("what has been told stays for an hour, whatever the status says since, and then goes", () => {
  const first = told(undefined, statusWith(...starting));
  const second = told(statusWith(...starting), statusWith(ready), after(100), asMap(first));
  assert.deepEqual(words(second.slice(-1)), ["Normal AllReady"]);
  assert.equal(second.length, 2);
  const there = asMap([...first, ...second.slice(-1)]);
  const names = (now: string) =>
    told(statusWith(ready), statusWith(ready), now, there).map(({ metadata }) => metadata.name);
  assert.equal(names(after(3599)).length, 2);
  assert.deepEqual(names(after(3600)), [second.at(-1)!.metadata.name]);
  assert.deepEqual(names(after(3700)), []);
});

test("what has expired before its hour is not made again", () =>
  assert.deepEqual(told(statusWith(ready), statusWith(ready), after(5)), []));

test("the same is told once in a minute at most", () => {
  const there = asMap(told(undefined, statusWith(ready)));
  const again = (now: string) =>
    told(statusWith(...starting), statusWith({ ...ready, lastTransitionTime: now }), now, there).length;
  assert.equal(again(after(59)), 1);
  assert.equal(again(after(60)), 2);
});

test("a reason that comes back is told again, as an event of its own", () => {
  const scaling = statusWith(condition("Ready", "False", "Scaling"));
  const creating = statusWith(condition("Ready", "False", "Creating"));
  const first = told(undefined, creating);
  const second = told(creating, scaling, after(70), asMap(first));
  const third = told(scaling, creating, after(140), asMap([...first, ...second.slice(-1)]));
  assert.deepEqual(words(third.slice(-1)), ["Normal Creating"]);
  assert.equal(new Set(third.map(({ metadata }) => metadata.name)).size, 3);
});

test("of very many the latest stay", () => {
  const [event] = told(undefined, statusWith(ready));
  const many = Array.from({ length: 80 }, (_, index) => ({
    ...event!,
    metadata: { ...event!.metadata, name: `tea.${index}` },
    firstTimestamp: after(index),
  }));
  const kept = told(statusWith(ready), statusWith(ready), after(100), asMap(many));
  assert.equal(kept.length, 50);
  assert.ok(!kept.some(({ metadata }) => metadata.name === "tea.29"));
});

test("a long message is cut where Kubernetes' own recorder cuts it", () => {
  const [event] = told(undefined, statusWith({ ...ready, message: "word ".repeat(500) }));
  assert.equal(event!.message!.length, 1024);
});

test("a whole life of a resource: made, done, deleted; its events keep no deletion waiting", () => {
  const { example, sync, finalize } = timer;
  const registered = { ...example, children: { ...example.children, [eventRow.kind]: {} } } as SyncRequest;
  const due = "2026-01-02T03:05:00Z";
  const first = feedBack(registered, sync(registered, NOW), "dynamic");
  const second = feedBack(first, sync(first, due), "dynamic");
  const third = feedBack(second, sync(second, after(120)), "dynamic");
  const events = Object.values(third.children[eventRow.kind]!) as unknown as Event[];
  assert.deepEqual(
    words(events).sort(),
    ["Normal AllReady", "Normal Creating", "Normal NotYet", "Normal TimeHasCome"].sort(),
  );
  const { finalized, children } = finalize(third, after(180));
  assert.equal(finalized, true);
  assert.ok(words(children as Event[]).includes("Normal Deleting"));
  assert.deepEqual(
    timer
      .customize({ controller: third.controller, parent: third.parent })
      .relatedResources.filter(({ resource }) => resource === "events"),
    [],
  );
});
