import assert from "node:assert/strict";
import { test } from "node:test";
import { heapOf, largestHeap } from "../../src/server/heap-of-body.ts";

const heap = (text: string) => heapOf(Buffer.from(text));

test("what makes objects and lists counts, wherever it stands", () => {
  assert.equal(heap("[]") - heap("00"), 60);
  assert.equal(heap('{"a":[1,2]}') - heap("00000000000"), 4 * 60);
  assert.equal(heap('"[{:,"'), heap('[{:,""'));
});

test("a long text takes little more than its bytes", () => {
  const text = JSON.stringify("x".repeat(1e6));
  assert.ok(heap(text) < 4e6);
});

test("nothing takes more than the largest", () => assert.equal(heap(",".repeat(1000)), largestHeap(1000)));
