import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { filesIn } from "../../src/cli/folders.ts";

test("a folder that is not there has no files", async () =>
  assert.equal((await filesIn("no/such/folder")).size, 0));

test("files in folders inside it have their paths, and all are in order", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "folders-"));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "b/c"), { recursive: true });
  for (const path of ["d", "b/c/e", "a"]) writeFileSync(join(folder, path), path);
  assert.deepEqual(
    [...(await filesIn(folder))],
    [
      ["a", "a"],
      ["b/c/e", "b/c/e"],
      ["d", "d"],
    ],
  );
});
