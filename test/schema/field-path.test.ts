import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fieldPath } from "../../src/schema/field-path.ts";

for (const [pointer, path] of [
  ["", ""],
  ["/spec", "spec"],
  ["/spec/tolerations/0/key", "spec.tolerations[0].key"],
  ["/spec/resources/limits/ephemeral-storage", "spec.resources.limits.ephemeral-storage"],
  ["/spec/nodeSelector/kubernetes.io~1os", 'spec.nodeSelector["kubernetes.io/os"]'],
  ["/parent/metadata/name", "parent.metadata.name"],
  [
    "/children/StatefulSet.apps~1v1/default~1a/metadata",
    'children["StatefulSet.apps/v1"]["default/a"].metadata',
  ],
  ["/controller/spec/childResources/3/resource", "controller.spec.childResources[3].resource"],
  ["/a/x~0~1y", 'a["x~/y"]'],
  ["/a/", 'a[""]'],
] as const) {
  test(`${pointer || "the empty pointer"} is written ${path || "empty"}`, () =>
    assert.equal(fieldPath(pointer), path));
}

test("two keys are never written alike, whatever characters they have", () =>
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 9 })),
      fc.array(fc.string({ maxLength: 9 })),
      (one, other) => {
        if (JSON.stringify(one) === JSON.stringify(other)) return;
        assert.notEqual(fieldPath(pointerTo(one)), fieldPath(pointerTo(other)));
      },
    ),
  ));

const pointerTo = (keys: readonly string[]) =>
  keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

test("a path is cut where it gets longer than any field's, whatever the key is made of", () => {
  for (const character of ["k", "~1", "~0", '"', "1", "\n", "/"]) {
    const path = fieldPath(`/${character.repeat(1e6)}`);
    assert.equal(path.length, 301, character);
    assert.ok(path.endsWith("…"));
  }
});
