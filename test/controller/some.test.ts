import assert from "node:assert/strict";
import { test } from "node:test";
import { boundedMessage, some, someProblems } from "../../src/controller/some.ts";

const names = (count: number) => Array.from({ length: count }, (_, index) => `s${index}`);

test("up to ten names are all told", () => {
  assert.equal(some([]), "");
  assert.equal(some(["a", "b"]), "a, b");
  assert.equal(some(names(10)), "s0, s1, s2, s3, s4, s5, s6, s7, s8, s9");
});

test("of more, ten are told and how many there are besides", () =>
  assert.equal(some(names(4721)), "s0, s1, s2, s3, s4, s5, s6, s7, s8, s9 and 4,711 more"));

test("problems are told as sentences", () => {
  const problem = (path: string) => ({ path, message: "must not be" });
  assert.equal(someProblems([problem("a"), problem("b")]), "a must not be; b must not be");
  assert.match(someProblems(names(12).map(problem)), /s9 must not be and 2 more$/);
});

test("whatever is in a list, what is told of it is a page at the most", () => {
  const long = "x".repeat(1e6);
  assert.ok(some(Array(1000).fill(long)).length < 4000);
  assert.ok(someProblems(Array(1000).fill({ path: long, message: long })).length < 6000);
  assert.ok(boundedMessage(long).length < 10_000);
});
