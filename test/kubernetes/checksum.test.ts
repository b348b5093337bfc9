import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checksum } from "../../src/kubernetes/checksum.ts";

test("the order of keys makes no difference: the API server and JSON libraries have each their own", () =>
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      assert.equal(checksum(reversed), checksum(value));
    }),
  ));

test("anything else makes one", () => {
  const values = [
    { a: 1 },
    { a: 2 },
    { b: 1 },
    { a: "1" },
    { a: null },
    {},
    [1, 2],
    [2, 1],
    [[1], 2],
    "",
    null,
  ];
  assert.equal(new Set(values.map(checksum)).size, values.length);
});

test("it is the same from one release to the next, or an upgrade of the operator would restart every pod", () => {
  assert.equal(checksum({ b: [1, { d: 2, c: 3 }], a: "x" }), checksum({ a: "x", b: [1, { c: 3, d: 2 }] }));
  assert.equal(checksum({ a: "x", b: [1, { c: 3, d: 2 }] }), "4bc2f0faf907fa5f");
});

test("it is short enough for an annotation that people read", () =>
  assert.match(checksum({}), /^[0-9a-f]{16}$/));
