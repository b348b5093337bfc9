import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { operators } from "../src/operators.ts";

for (const { resource, example } of operators) {
  test(`the README's request for ${resource} is the one that /docs shows`, () => {
    const file = new URL(`requests/${resource}.json`, import.meta.url);
    assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), JSON.parse(JSON.stringify(example)));
  });
}

test("operators differ in name and path", () => {
  for (const key of ["name", "resource"] as const) {
    const values = operators.map((operator) => operator[key]);
    assert.equal(new Set(values).size, values.length, `two operators have the same ${key}`);
  }
});
