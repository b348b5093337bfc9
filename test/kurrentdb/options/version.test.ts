import assert from "node:assert/strict";
import { test } from "node:test";
import { isAtLeast, isAtMost, NEWEST, readVersion } from "../../../src/kurrentdb/options/version.ts";

const ANY = Infinity;

test("a tag is read as the numbers that it begins with", () => {
  for (const [tag, text, ...numbers] of [
    ["25.0.1", "25.0.1", 25, 0, 1],
    ["v25.0.1", "25.0.1", 25, 0, 1],
    ["25.1.0-x64-8.0-jammy", "25.1.0", 25, 1, 0],
    ["26.2.0-alpha.1", "26.2.0", 26, 2, 0],
    ["26.1.0_arm64", "26.1.0", 26, 1, 0],
    ["25.0.1.2345", "25.0.1", 25, 0, 1],
    ["24.10.2", "24.10.2", 24, 10, 2],
  ] as const) {
    assert.deepEqual(readVersion(tag), { text, numbers }, tag);
  }
});

test("a number that a tag leaves open is the highest there is, since such a tag moves on", () => {
  assert.deepEqual(readVersion("26.1"), { text: "26.1", numbers: [26, 1, ANY] });
  assert.deepEqual(readVersion("26.1-jammy"), { text: "26.1", numbers: [26, 1, ANY] });
  assert.deepEqual(readVersion("25"), { text: "25", numbers: [25, ANY, ANY] });
});

test("whatever is no version counts as the newest", () => {
  for (const tag of [
    "latest",
    "nightly",
    "",
    "lts-25.0",
    `sha256:${"25".repeat(32)}`,
    "25e0a1f",
    "1234567",
    "20261125",
    "25x1",
  ]) {
    assert.equal(readVersion(tag), NEWEST, tag);
  }
});

test("versions compare by as many numbers as the other one has", () => {
  const at = (tag: string, least: string) => isAtLeast(readVersion(tag), least);
  assert.deepEqual(
    ["26.0.1", "26.0.2", "26.1.0", "26.0", "26", "25.1.4", "latest"].map((tag) => at(tag, "26.0.2")),
    [false, true, true, true, true, false, true],
  );
  assert.ok(at("25.10.0", "25.9"), "numbers, no text");
  const upTo = (tag: string) => isAtMost(readVersion(tag), "25.0");
  assert.deepEqual(["24.10.2", "25.0.0", "25.0.7", "25.0", "25", "25.1.0", "latest"].map(upTo), [
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
