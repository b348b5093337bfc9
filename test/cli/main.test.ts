import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { streamOperators } from "../support/command-line.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

describe("stream-operators", { concurrency: 2 }, () => {
  test("asked for help it helps, on standard output and with success", async () => {
    for (const args of [["--help"], ["render", "-h"]]) {
      const { code, stdout, stderr } = await streamOperators(args);
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match(stdout, /render -f FILE/);
    }
  });

  test("not understood it says what it understands, on standard error and without success", async () => {
    for (const args of [[], ["apply"]]) {
      const { code, stdout, stderr } = await streamOperators(args);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, /^Usage: /);
    }
  });

  test("npx stream-operators runs what npm run build makes", async (t) => {
    const { bin, scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    assert.equal(bin["stream-operators"], "dist/cli/main.js");
    assert.match(scripts.build, /^tsc -p tsconfig\.build\.json/);

    // Beside the modules it imports, and not in dist/, which others may be running from.
    const folder = mkdtempSync(join(root, "node_modules", ".built-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const tsc = join(root, "node_modules", ".bin", "tsc");
    await promisify(execFile)(tsc, ["-p", "tsconfig.build.json", "--outDir", folder], { cwd: root });

    const main = join(folder, "cli", "main.js");
    assert.match(readFileSync(main, "utf8"), /^#!\/usr\/bin\/env node\n/);
    const example = join(root, "deploy/operator/examples/basic-cluster.yaml");
    const { stdout } = await promisify(execFile)(process.execPath, [main, "render", "-f", example]);
    assert.match(stdout, /kind: StatefulSet/);
  });
});
