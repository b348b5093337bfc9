import assert from "node:assert/strict";
import { test } from "node:test";
import { listed, soon, wrong } from "../../../../src/kurrentdb/cluster/certificates/finding.ts";

test("a finding is wrong now, or will be soon", () => {
  assert.deepEqual(wrong("A"), { severity: "wrong", sentence: "A" });
  assert.deepEqual(soon("A"), { severity: "soon", sentence: "A" });
});

test("three names are told, and more are counted", () =>
  assert.deepEqual(
    [[], ["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"], [..."abcdefg"]].map(listed),
    ["", "a", "a and b", "a, b and c", "a, b, c and 1 more", "a, b, c and 4 more"],
  ));
