import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { BadInput } from "../../src/cli/documents.ts";
import { byHand, generatedFiles } from "../../src/cli/generate/files.ts";
import { generate } from "../../src/cli/generate.ts";
import { operators } from "../../src/operators.ts";
import { streamOperators } from "../support/command-line.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const CRD = "crds/kurrentdbs.kurrent.io.yaml";

const wanted = generatedFiles(operators, await byHand());

/** With what is written by hand, and everything generated up to date. */
const whole = mkdtempSync(join(tmpdir(), "generated-"));
for (const source of ["deploy/monitoring", "deploy/helm/stream-operators/values.schema.json"]) {
  cpSync(join(repository, source), join(whole, source), { recursive: true });
}
process.chdir(whole);
await generate([]);
after(() => {
  process.chdir(repository);
  rmSync(whole, { recursive: true });
});

/** Goes to a copy of it. */
function upToDate(t: TestContext): void {
  const folder = mkdtempSync(join(tmpdir(), "generate-"));
  cpSync(whole, folder, { recursive: true });
  process.chdir(folder);
  t.after(() => {
    process.chdir(whole);
    rmSync(folder, { recursive: true });
  });
}

const contentOf = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);

test("what was just written is up to date, and whole", async (t) => {
  upToDate(t);
  await generate(["--check"]);
  for (const [path, content] of wanted) assert.equal(contentOf(path), content, path);
});

const faults: [reason: string, path: string, content: string | undefined][] = [
  ["a file changed by hand", CRD, "changed"],
  ["a file that is missing", "deploy/argocd/health-checks.yaml", undefined],
  ["a file too many", "metacontroller/old.yaml", ""],
  ["a folder too many", "metacontroller/components/old/kustomization.yaml", ""],
  [
    "a made file among others that are not",
    "deploy/monitoring/kube-state-metrics/cluster-role.yaml",
    "changed",
  ],
];

for (const [reason, path, content] of faults) {
  test(`--check finds ${reason} and touches nothing, and npm run generate puts it right`, async (t) => {
    upToDate(t);
    if (content === undefined) rmSync(path);
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    await assert.rejects(
      generate(["--check"]),
      new BadInput(`Not up to date: ${path}. Run npm run generate.`),
    );
    assert.equal(contentOf(path), content, "it only looks");
    await generate([]);
    assert.equal(contentOf(path), wanted.get(path));
  });
}

test("what stands beside a made file is left alone", async (t) => {
  upToDate(t);
  const beside = "deploy/monitoring/kube-state-metrics/kustomization.yaml";
  assert.equal(contentOf(beside), readFileSync(join(repository, beside), "utf8"));
});

test("of the chart's schema only the lists are made: what else is wrong with it is not put right", async (t) => {
  upToDate(t);
  const path = "deploy/helm/stream-operators/values.schema.json";
  const schema = readFileSync(path, "utf8");
  writeFileSync(
    path,
    schema.replace(/"enum": \["chronik"[^\]]*\]/, '"enum": ["other"]').replace("image", "picture"),
  );
  await generate([]);
  assert.equal(contentOf(path), schema.replace("image", "picture"));
});

test("npm run check stops at a file that is not up to date, with its name and no stack", async (t) => {
  upToDate(t);
  writeFileSync(CRD, "changed");
  const { code, stdout, stderr } = await streamOperators(["generate", "--check"], { cwd: process.cwd() });
  assert.deepEqual([code, stdout], [1, ""]);
  assert.equal(stderr, `Not up to date: ${CRD}. Run npm run generate.\n`);
});

test("elsewhere than in the repository nothing is written", async (t) => {
  const cwd = mkdtempSync(join(tmpdir(), "elsewhere-"));
  t.after(() => rmSync(cwd, { recursive: true }));
  const { code, stdout, stderr } = await streamOperators(["generate"], { cwd });
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /^There is no .+ here\. Run this at the top of the repository\.\n$/);
});
