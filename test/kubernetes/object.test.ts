import assert from "node:assert/strict";
import { test } from "node:test";
import { apiVersionOf, groupOf, kindOf, splitKind } from "../../src/kubernetes/object.ts";

test("a kind is written as Metacontroller writes it, and taken apart again", () => {
  for (const [apiVersion, kind, key] of [
    ["v1", "Service", "Service.v1"],
    ["networking.k8s.io/v1", "NetworkPolicy", "NetworkPolicy.networking.k8s.io/v1"],
  ] as const) {
    assert.equal(kindOf({ apiVersion, kind }), key);
    assert.deepEqual(splitKind(key), { apiVersion, kind });
    assert.equal(apiVersionOf(key), apiVersion);
  }
});

test("the core group has no name", () => {
  assert.equal(groupOf("StatefulSet.apps/v1"), "apps");
  assert.equal(groupOf("Secret.v1"), "");
});
