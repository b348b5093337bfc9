import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { madeOnce } from "../support/control-plane/made-once.ts";

async function place(t: TestContext) {
  const parent = await mkdtemp(join(tmpdir(), "made-once-"));
  t.after(() => rm(parent, { recursive: true }));
  return { parent, folder: join(parent, "tools") };
}

test("a folder that several ask for is made once, and nobody sees it unfinished", async (t) => {
  const { parent, folder } = await place(t);
  let made = 0;
  const make = async (unfinished: string) => {
    made++;
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(!existsSync(folder));
    await writeFile(join(unfinished, "program"), "complete");
  };
  const ask = async () => {
    await madeOnce(folder, make);
    assert.equal(await readFile(join(folder, "program"), "utf8"), "complete");
  };
  await Promise.all([ask(), ask(), ask()]);
  assert.equal(made, 1);
  assert.deepEqual(await readdir(parent), ["tools"]);
});

test("a failure goes to whoever asked, leaves nothing, and does not keep the next from trying", async (t) => {
  const { parent, folder } = await place(t);
  const fail = madeOnce(folder, async (unfinished) => {
    await writeFile(join(unfinished, "program"), "half");
    throw new Error("no network");
  });
  await assert.rejects(fail, /no network/);
  assert.deepEqual(await readdir(parent), []);
  await madeOnce(folder, async () => {});
  assert.ok(existsSync(folder));
});

test("what a killed process left is cleared away", async (t) => {
  const { parent, folder } = await place(t);
  await mkdir(`${folder}.unfinished-1`);
  await writeFile(`${folder}.lock`, "1\n");
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(`${folder}.lock`, longAgo, longAgo);
  await madeOnce(folder, async () => {});
  assert.deepEqual(await readdir(parent), ["tools"]);
});
