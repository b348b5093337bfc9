/**
 * Expectations are what resource.Quantity of k8s.io/apimachinery 0.36.3 does: parsed, rounded and printed. Compared with it
 * on 20,000 random quantities as well; beyond 999E, where the API server itself prints what it then reads as another
 * text, ours may differ.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  canonicalQuantity,
  canonicalResource,
  compareQuantities,
  isQuantity,
  QUANTITY_PATTERN,
} from "../../src/schema/quantity.ts";
import { anyQuantity } from "../support/arbitraries/amount.ts";

/** Text, as stored, as stored in a resource list. */
const CANONICAL: [text: string | number, stored: string, resource?: string][] = [
  ["0", "0"],
  [0, "0"],
  ["0Gi", "0"],
  ["0e5", "0"],
  ["-0", "0"],
  [2, "2"],
  ["007", "7"],
  ["+2", "2"],
  ["1.", "1"],
  [".5", "500m"],
  ["0.5", "500m"],
  ["1000m", "1"],
  ["1500m", "1500m"],
  ["1.5", "1500m"],
  ["1000", "1k"],
  ["1500", "1500"],
  ["1000000", "1M"],
  ["1.5G", "1500M"],
  ["100000k", "100M"],
  ["999E", "999E"],
  ["1u", "1u", "1m"],
  ["1n", "1n", "1m"],
  ["1001u", "1001u", "2m"],
  ["0.0001", "100u", "1m"],
  ["0.1n", "1n", "1m"],
  ["1.0000000001", "1000000001n", "1001m"],
  ["1024Ki", "1Mi"],
  ["1024Mi", "1Gi"],
  ["2048Mi", "2Gi"],
  ["1536Mi", "1536Mi"],
  ["1.5Gi", "1536Mi"],
  ["0.5Gi", "512Mi"],
  ["0.5Mi", "512Ki"],
  ["0.5Ki", "512"],
  ["1000Ki", "1000Ki"],
  ["1Ki", "1Ki"],
  ["1023Ki", "1023Ki"],
  ["0.1Ki", "102400m"],
  ["0.0001Gi", "107374182400u", "107374183m"],
  ["7Ei", "7Ei"],
  ["8Ei", "9223372036854775807"],
  ["1e3", "1e3"],
  ["1000e0", "1e3"],
  ["1E3", "1e3"],
  ["12e6", "12e6"],
  ["1e4", "10e3"],
  ["100e-3", "100e-3"],
  ["1e-9", "1e-9", "1e-3"],
  ["-1500m", "-1500m"],
  ["-1n", "-1n", "-1m"],
];

for (const [text, stored, resource = stored] of CANONICAL) {
  test(`${text} is stored as ${stored}${resource === stored ? "" : `, and in a resource list as ${resource}`}`, () => {
    assert.equal(canonicalQuantity(text), stored);
    assert.equal(canonicalResource(text), resource);
  });
}

test("what is no quantity is refused by pattern, check and conversion alike", () => {
  for (const text of [
    "",
    " ",
    "1 Gi",
    " 1",
    "1gi",
    "1GB",
    "1K",
    "Gi",
    ".",
    "+",
    "1e",
    "1e3Mi",
    "0x10",
    "1,5",
    "NaN",
  ]) {
    assert.equal(isQuantity(text), false, JSON.stringify(text));
    assert.doesNotMatch(text, new RegExp(QUANTITY_PATTERN));
    assert.throws(() => canonicalQuantity(text), RangeError, JSON.stringify(text));
  }
});

test("less than nothing is no amount, nor is one beyond all reason", () => {
  for (const text of ["-1", "-1n", -1, "1e99", "1e-99", "9".repeat(65)])
    assert.equal(isQuantity(text), false, String(text));
  assert.equal(isQuantity("-0"), true);
});

test("quantities are compared by what they mean", () => {
  const ascending = ["-1", "0", "1n", "999m", "1", "1000", "1Ki", "1M", "1Mi", "1e9", "1Gi", "1E", "1Ei"];
  for (const [index, text] of ascending.entries()) {
    for (const [other, more] of ascending.entries()) {
      assert.equal(compareQuantities(text, more), Math.sign(index - other), `${text} and ${more}`);
    }
  }
  assert.equal(compareQuantities("1024Mi", "1Gi"), 0);
  assert.equal(compareQuantities(1, "1000m"), 0);
});

test("what is canonical stays as it is, or every sync would write it again", () =>
  fc.assert(
    fc.property(anyQuantity, (text) => {
      assert.equal(canonicalQuantity(canonicalQuantity(text)), canonicalQuantity(text));
      assert.equal(canonicalResource(canonicalResource(text)), canonicalResource(text));
    }),
  ));

test("what is canonical means the same, and in a resource list at most a thousandth more", () =>
  fc.assert(
    fc.property(anyQuantity, (text) => {
      assert.equal(compareQuantities(canonicalQuantity(text), text), 0);
      assert.ok(compareQuantities(canonicalResource(text), text) >= 0, "who asks for some gets some");
    }),
  ));
