import assert from "node:assert/strict";
import { test } from "node:test";
import { filesIn } from "../../src/cli/folders.ts";

test("a folder that is not there has no files", async () =>
  assert.equal((await filesIn("no/such/folder")).size, 0));
