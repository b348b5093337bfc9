import assert from "node:assert/strict";
import { test } from "node:test";
import { mostGreedy } from "../../src/server/share.ts";

const entries = (...list: [caller: string, size: number][]) =>
  list.map(([caller, size]) => ({ caller, size }));
const sizeOf = ({ size }: { size: number }) => size;

test("the first of the caller who has the most has to go", () => {
  const [, first] = entries(["a", 5], ["b", 3]);
  const all = [...entries(["a", 5]), first!, ...entries(["b", 4])];
  assert.equal(mostGreedy(all, sizeOf, { caller: "c", size: 1 }), first);
});

test("nobody has to for one who would have as much", () =>
  assert.equal(mostGreedy(entries(["a", 1], ["b", 1]), sizeOf, { caller: "c", size: 1 }), undefined));

test("nor for one's own", () =>
  assert.equal(mostGreedy(entries(["a", 9], ["b", 1]), sizeOf, { caller: "a", size: 1 }), undefined));

test("an entry that takes no room gives none", () => {
  const [empty, large] = entries(["a", 0], ["a", 5]);
  assert.equal(mostGreedy([empty!, large!], sizeOf, { caller: "b", size: 1 }), large);
});
