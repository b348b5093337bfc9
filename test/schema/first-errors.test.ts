import assert from "node:assert/strict";
import { test } from "node:test";
import { Type } from "@sinclair/typebox";
import { Value, type ValueError } from "@sinclair/typebox/value";
import { firstErrors } from "../../src/schema/first-errors.ts";

const sentence = ({ message }: ValueError) => message;

test("a field that is missing is told once, though it is found twice", () => {
  const schema = Type.Object({ a: Type.String(), b: Type.String() });
  const errors = firstErrors(Value.Errors(schema, {}), { most: 5, root: "/spec", sentence });
  assert.deepEqual(
    errors.map(({ path }) => path),
    ["spec.a", "spec.b"],
  );
});

test("no more errors are looked for than are told", () => {
  let found = 0;
  const endless = (function* () {
    for (;;) yield { path: `/${found++}`, message: "wrong" } as ValueError;
  })();
  assert.equal(firstErrors(endless, { most: 5, sentence }).length, 5);
  assert.equal(found, 5);
});

test("nor where all their paths look the same, since they are cut", () => {
  let found = 0;
  const endless = (function* () {
    for (;;) yield { path: `/${"k".repeat(1e5)}/${found++}`, message: "wrong" } as ValueError;
  })();
  assert.equal(firstErrors(endless, { most: 5, sentence }).length, 1);
  assert.ok(found < 20, `${found} were looked at`);
});
