import assert from "node:assert/strict";
import { test } from "node:test";
import type { ObjectMap, SyncRequest } from "../../src/metacontroller/hooks.ts";
import { allOf, find, foreignOne, isRegistered, ofKind } from "../../src/metacontroller/observed.ts";

const object = (name: string, owner?: string) => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name, namespace: "data", ...(owner && { ownerReferences: [{ uid: owner }] }) },
});

const objects = {
  "StatefulSet.apps/v1": { "data/a": object("a"), "data/b": object("b") },
  "ConfigMap.v1": {},
} as unknown as ObjectMap;

test("an object is found by kind, namespace and name, and where there is none there is none", () => {
  assert.equal(find(objects, "StatefulSet.apps/v1", "data", "a")?.metadata.name, "a");
  assert.equal(find(objects, "StatefulSet.apps/v1", "other", "a"), undefined);
  assert.equal(find(objects, "ConfigMap.v1", "data", "a"), undefined);
  assert.equal(find(objects, "Secret.v1", "data", "a"), undefined);
  for (const nothing of [undefined, null]) assert.equal(find(nothing, "Secret.v1", "data", "a"), undefined);
});

test("all of a kind, and all there are", () => {
  assert.equal(ofKind(objects, "StatefulSet.apps/v1").length, 2);
  assert.deepEqual(ofKind(undefined, "StatefulSet.apps/v1"), []);
  assert.deepEqual(
    allOf({ ...objects, "Gone.v1": null } as unknown as ObjectMap).map(({ metadata }) => metadata.name),
    ["a", "b"],
  );
});

test("a kind is registered that is in the request, even while there is no object of it", () => {
  assert.equal(isRegistered({ children: objects }, "ConfigMap.v1"), true);
  assert.equal(isRegistered({ children: objects }, "ServiceMonitor.monitoring.coreos.com/v1"), false);
});

const foreign = (children: object, related: object) =>
  foreignOne(
    {
      parent: { metadata: { name: "p", namespace: "data", uid: "ours" } },
      children: { "StatefulSet.apps/v1": children },
      related: { "StatefulSet.apps/v1": related },
    } as unknown as SyncRequest,
    { apiVersion: "apps/v1", kind: "StatefulSet", metadata: { name: "a", namespace: "data" } },
  );

const cases: [reason: string, children: object, related: object, isForeign: boolean][] = [
  ["nothing has the name", {}, {}, false],
  ["ours has the name", { "data/a": object("a", "ours") }, { "data/a": object("a", "ours") }, false],
  [
    "a child of ours, whatever an older look at it says",
    { "data/a": object("a", "ours") },
    { "data/a": object("a") },
    false,
  ],
  ["ours, so new that it is not among the children yet", {}, { "data/a": object("a", "ours") }, false],
  ["somebody else's has the name", {}, { "data/a": object("a", "theirs") }, true],
  ["nobody's has the name", {}, { "data/a": object("a") }, true],
  ["it is in another namespace", {}, { "other/a": object("a", "theirs") }, false],
];

for (const [reason, children, related, expected] of cases) {
  test(`${reason}: ${expected ? "left alone" : "free to have"}`, () =>
    assert.equal(foreign(children, related) !== undefined, expected));
}
