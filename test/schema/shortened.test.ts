import assert from "node:assert/strict";
import { test } from "node:test";
import { shortened } from "../../src/schema/shortened.ts";

test("a text that fits stays as it is", () => assert.equal(shortened("four", 4), "four"));

test("a longer one ends in an ellipsis", () => assert.equal(shortened("fives", 4), "five…"));

test("a character is not cut in two: the API server would store another one in place of the half", () => {
  const text = shortened("ab😀😀", 3);
  assert.equal(text, "ab…");
  assert.equal(Buffer.from(text, "utf8").toString("utf8"), text);
});
