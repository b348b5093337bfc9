import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionsWithin } from "../../src/server/open-files.ts";

const limits = (soft: string) =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${soft}                 1048576              files\n`;

test("connections leave a hundred files for everything else", () => {
  assert.equal(connectionsWithin(limits("1024")), 924);
  assert.equal(connectionsWithin(limits("unlimited")), Number.POSITIVE_INFINITY);
});

test("where nothing is known it is what most systems allow", () => assert.equal(connectionsWithin(""), 924));

test("there are always some", () => assert.equal(connectionsWithin(limits("64")), 20));
