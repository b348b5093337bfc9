import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldPath } from "../../src/server/json-body.ts";

for (const [pointer, path] of [
  ["", "body"],
  ["/parent/metadata/name", "parent.metadata.name"],
  [
    "/children/StatefulSet.apps~1v1/default~1a/metadata",
    'children["StatefulSet.apps/v1"]["default/a"].metadata',
  ],
  ["/controller/spec/childResources/3/resource", "controller.spec.childResources[3].resource"],
  ["/a/x~0~1y", 'a["x~/y"]'],
] as const) {
  test(`${pointer} is written ${path}`, () => assert.equal(fieldPath(pointer), path));
}

test("a path is as long as it takes, up to a limit", () =>
  assert.equal(fieldPath(`/${"k".repeat(1e6)}`).length, 301));
