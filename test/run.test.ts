/** Which tests are run by `npm test`, `npm run test:unit` and `npm run test:e2e`. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("..", import.meta.url));
const filesOf = (half: string): string[] =>
  execFileSync(join(repository, "test/run.sh"), [half, "--files"], { encoding: "utf8" }).trim().split("\n");
const [all, unit, e2e] = [filesOf("all"), filesOf("unit"), filesOf("e2e")];

test("every test file is run by npm test, and by exactly one of the two halves", () => {
  const found = readdirSync(join(repository, "test"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => `test/${file}`);
  assert.deepEqual(all.sort(), found.sort());
  assert.deepEqual([...unit, ...e2e].sort(), all);
});

test("a unit test reaches no program that has to be built with Go", () => {
  assert.deepEqual(unit.filter(needsGo), []);
});

test("each folder of the other half has a test that does", () => {
  const folders = new Set(e2e.map(dirname));
  assert.deepEqual(
    [...folders]
      .filter((folder) => !OF_OUR_OWN.includes(folder))
      .filter((folder) => !e2e.some((file) => dirname(file) === folder && needsGo(file))),
    [],
  );
});

/** Their tests run our own program, for as long as the others. */
const OF_OUR_OWN = ["test/attack", "test/demo"];

const BUILDS_WITH_GO = "test/support/control-plane/go-tools.ts";

/** Whether a file leads to the one that builds them: by its imports, or by a script whose path it names. */
function needsGo(file: string): boolean {
  const reached = new Set([file]);
  for (const from of reached) {
    const text = readFileSync(join(repository, from), "utf8");
    for (const [, path = ""] of text.matchAll(/"([\w./-]+\.ts)"/g)) {
      const target = relative(repository, join(repository, dirname(from), path));
      if (existsSync(join(repository, target))) reached.add(target);
    }
  }
  return reached.has(BUILDS_WITH_GO);
}
