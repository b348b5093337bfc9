import assert from "node:assert/strict";
import { test } from "node:test";
import { relatedByName } from "../../src/metacontroller/related.ts";

test("objects are asked for by name, each kind by one rule", () =>
  assert.deepEqual(relatedByName("data", { secrets: ["a", "b"], statefulsets: ["s"] }), {
    relatedResources: [
      { apiVersion: "v1", resource: "secrets", namespace: "data", names: ["a", "b"] },
      { apiVersion: "apps/v1", resource: "statefulsets", namespace: "data", names: ["s"] },
    ],
  }));

test("no names make no rule: a rule without names would bring every Secret of the namespace", () =>
  assert.deepEqual(relatedByName("data", { secrets: [] }), { relatedResources: [] }));
