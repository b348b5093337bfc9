/** That whole children are read back as they were applied, test/chronik/sync.test.ts shows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ownedFields } from "../../src/metacontroller/managed-fields.ts";
import { growthRatio } from "../support/cost.ts";

const object = {
  data: { ours: "1", theirs: "2" },
  empty: {},
  list: [],
  atomic: [{ a: 1 }, { b: 2 }],
  containers: [
    { name: "theirs", image: "t" },
    { name: "ours", image: "o", ports: [{ containerPort: 80, protocol: "TCP", name: "http" }] },
  ],
  finalizers: ["theirs", "ours"],
  imagePullSecrets: [{ name: "registry" }],
};

const cases: [reason: string, fields: object, owned: unknown][] = [
  ["a field", { "f:data": { "f:ours": {} } }, { data: { ours: "1" } }],
  ["`{}` owns a value whole", { "f:data": {} }, { data: object.data }],
  ["a list without keys is such a value", { "f:atomic": {} }, { atomic: object.atomic }],
  ['`{".":{}}` owns an empty object', { "f:empty": { ".": {} } }, { empty: {} }],
  [
    '`{".":{}}` owns an empty object, even where others have put something in',
    { "f:data": { ".": {} } },
    { data: {} },
  ],
  ['`{".":{}}` owns an empty list', { "f:containers": { ".": {} } }, { containers: [] }],
  [
    "the container itself beside a field in it",
    { "f:data": { ".": {}, "f:ours": {} } },
    { data: { ours: "1" } },
  ],
  [
    "an item by its key, with the fields that are ours",
    { "f:containers": { 'k:{"name":"ours"}': { ".": {}, "f:name": {}, "f:image": {} } } },
    { containers: [{ name: "ours", image: "o" }] },
  ],
  [
    "an item that is owned whole: key by key it would come out empty",
    { "f:imagePullSecrets": { 'k:{"name":"registry"}': {} } },
    { imagePullSecrets: [{ name: "registry" }] },
  ],
  [
    "an item of two keys, of which only one was applied: the other is the API server's default",
    {
      "f:containers": {
        'k:{"name":"ours"}': {
          "f:ports": { 'k:{"containerPort":80,"protocol":"TCP"}': { ".": {}, "f:containerPort": {} } },
        },
      },
    },
    { containers: [{ ports: [{ containerPort: 80 }] }] },
  ],
  ["an item of a set", { "f:finalizers": { 'v:"ours"': {} } }, { finalizers: ["ours"] }],
  [
    "items in the order in which they are, whatever that of the fields is",
    {
      "f:containers": {
        'k:{"name":"ours"}': { "f:name": {} },
        'k:{"name":"theirs"}': { "f:name": {} },
      },
    },
    { containers: [{ name: "theirs" }, { name: "ours" }] },
  ],
  ["what is gone from the object is gone", { "f:data": { "f:lost": {} }, "f:missing": {} }, { data: {} }],
  ["what every object of JavaScript has is no field", { "f:data": { "f:constructor": {} } }, { data: {} }],
];

for (const [reason, fields, owned] of cases) {
  test(reason, () => assert.deepEqual(ownedFields(object, fields), owned));
}

test("a list of thousands of items takes linear work: 18,000 variables once took a minute", () => {
  const ratio = growthRatio((items) => {
    const env = Array.from({ length: items }, (_, index) => ({ name: `V${index}`, value: "x" }));
    const fields = Object.fromEntries(
      env.map(({ name }) => [`k:${JSON.stringify({ name })}`, { ".": {}, "f:name": {} }]),
    );
    return () => assert.equal((ownedFields(env, fields) as unknown[]).length, items);
  }, 4000);
  assert.ok(ratio < 8, `four times the items take ${ratio.toFixed(1)} times the work`);
});
