import assert from "node:assert/strict";
import { test } from "node:test";
import { isNotNo, isYes } from "../../src/controller/yes-or-no.ts";

const cases: [value: string | undefined, isYes: boolean, isNotNo: boolean][] = [
  ["true", true, true],
  ["True", true, true],
  ["TRUE ", true, true],
  ["yes", true, true],
  ["1", true, true],
  ["on", true, true],
  ["false", false, false],
  ["No", false, false],
  ["0", false, false],
  ["", false, false],
  [undefined, false, false],
  ["tru", false, true],
  ["until monday", false, true],
];

for (const [value, yes, notNo] of cases) {
  test(`${JSON.stringify(value)} confirms ${yes ? "" : "nothing "}and ${notNo ? "" : "does not pause"}`, () =>
    assert.deepEqual([isYes(value), isNotNo(value)], [yes, notNo]));
}
