import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { crds, generatedFiles } from "../../src/cli/crds.ts";
import { BadInput } from "../../src/cli/documents.ts";
import { controllers } from "../../src/operators.ts";
import { streamOperators } from "../support/command-line.ts";

const wanted = generatedFiles(controllers);
const crd = [...wanted.keys()].find((name) => name.endsWith(".yaml"))!;

/** Goes to a folder of its own, in which everything generated is up to date. */
async function upToDate(t: TestContext): Promise<string> {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), "crds-"));
  process.chdir(folder);
  t.after(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  await crds([]);
  return folder;
}

const contentOf = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);

test("there is a CRD for every operator, and says in its first line what made it", () => {
  const files = [...wanted.keys()].filter((name) => name.endsWith(".yaml"));
  assert.equal(files.length, controllers.length);
  for (const name of files) assert.match(wanted.get(name)!, /^# Made by "npm run crds"/);
});

test("what was just written is up to date", async (t) => {
  await upToDate(t);
  await crds(["--check"]);
});

const faults: [reason: string, name: string, content: string | undefined][] = [
  ["a file changed by hand", crd, "changed"],
  ["a file that is missing", crd, undefined],
  ["a file too many", "old.yaml", ""],
];

for (const [reason, name, content] of faults) {
  test(`--check finds ${reason} and touches nothing, and npm run crds puts it right`, async (t) => {
    const path = join(await upToDate(t), "crds", name);
    if (content === undefined) rmSync(path);
    else writeFileSync(path, content);

    await assert.rejects(crds(["--check"]), new BadInput(`Not up to date: crds/${name}. Run npm run crds.`));
    assert.equal(contentOf(path), content, "it only looks");
    await crds([]);
    assert.equal(contentOf(path), wanted.get(name));
  });
}

test("npm run check stops at a file that is not up to date", async (t) => {
  const cwd = await upToDate(t);
  writeFileSync(join("crds", crd), "changed");
  const { code, stdout, stderr } = await streamOperators(["crds", "--check"], { cwd });
  assert.deepEqual([code, stdout], [1, ""]);
  assert.equal(stderr, `Not up to date: crds/${crd}. Run npm run crds.\n`);
});
