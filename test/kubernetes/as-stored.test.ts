import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asStored } from "../../src/kubernetes/as-stored.ts";

/** What is written and what is stored. It follows from `omitempty` in the Go types of the API. */
const cases: [reason: string, written: unknown, stored: unknown][] = [
  ["an empty text is left out", { value: "", name: "A" }, { name: "A" }],
  ["an empty list is left out", { tolerations: [], replicas: 0 }, { replicas: 0 }],
  ["false and 0 are values", { hostNetwork: false, partition: 0 }, { hostNetwork: false, partition: 0 }],
  ["an empty object means something", { emptyDir: {}, podSelector: {} }, { emptyDir: {}, podSelector: {} }],
  ["undefined is no JSON", { a: undefined, b: 1 }, { b: 1 }],
  ["inside lists too", [{ env: [{ name: "A", value: "" }] }], [{ env: [{ name: "A" }] }]],
  ["an empty label is a label", { labels: { team: "" } }, { labels: { team: "" } }],
  ["and an empty annotation", { annotations: { note: "" } }, { annotations: { note: "" } }],
  ["an empty value of a ConfigMap is a value", { data: { key: "" } }, { data: { key: "" } }],
  ["a map without entries is left out", { nodeSelector: {}, labels: {} }, {}],
  ["a Service selects by a map", { selector: { app: "" } }, { selector: { app: "" } }],
  [
    "a ServiceMonitor by an object",
    { selector: { matchLabels: {}, matchExpressions: [] } },
    { selector: {} },
  ],
  ["an empty text in a list stays in its place", { args: ["", "x"] }, { args: ["", "x"] }],
  ["null in a list as well", { list: [null] }, { list: [null] }],
];

for (const [reason, written, stored] of cases) {
  test(reason, () => assert.deepEqual(asStored(written), stored));
}

test("what is stored stays as it is", () =>
  fc.assert(
    fc.property(fc.jsonValue(), (value) => assert.deepEqual(asStored(asStored(value)), asStored(value))),
  ));

test("a key called __proto__ is a key, wherever it stands", () => {
  for (const text of [
    '{"labels":{"__proto__":"x"}}',
    '{"__proto__":"x","a":1}',
    '{"spec":{"__proto__":{"hostNetwork":true}}}',
    '{"data":{"__proto__":{"a":"b"}}}',
    '{"__proto__":{"labels":{"a":"b"}}}',
  ]) {
    const stored = asStored(JSON.parse(text));
    assert.equal(JSON.stringify(stored), text);
    assert.equal(Object.getPrototypeOf(stored), Object.prototype);
  }
  assert.deepEqual(Object.keys(asStored(JSON.parse('{"__proto__":"","a":{"__proto__":[]}}'))), ["a"]);
});
