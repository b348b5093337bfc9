import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { canonicalJson, checksum } from "../../src/kubernetes/checksum.ts";

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

const canonical: [value: unknown, text: string][] = [
  [{ b: undefined, 10: 1, 9: 2, é: 3, B: 4, a: 5 }, '{"10":1,"9":2,"B":4,"a":5,"é":3}'],
  [
    JSON.parse('{"toJSON":1,"length":2,"__proto__":{"z":1,"y":2}}'),
    '{"__proto__":{"y":2,"z":1},"length":2,"toJSON":1}',
  ],
  [['\ud800\n\u2028"', undefined, -0, 1e21, null], '["\\ud800\\n\u2028\\"",null,0,1e+21,null]'],
  [undefined, "null"],
];
for (const [value, text] of canonical) {
  test(`what it is taken of: ${text}`, () => assert.equal(canonicalJson(value), text));
}

test("of a long map the keys are sorted too", () => {
  const map = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${999 - index}`, index]));
  assert.deepEqual(Object.keys(JSON.parse(canonicalJson(map))), Object.keys(map).sort());
});

test("any JSON says the same as without sorting", () =>
  fc.assert(
    fc.property(fc.jsonValue(), (value) =>
      assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value))),
    ),
  ));

test("it is short enough for an annotation that people read", () =>
  assert.match(checksum({}), /^[0-9a-f]{16}$/));
