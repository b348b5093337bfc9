import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { startGuard } from "../../../../../src/chronik/cluster/unified/children/start-guard.ts";

const folder = mkdtempSync(join(tmpdir(), "start-guard-"));
after(() => rmSync(folder, { recursive: true }));

const guard = startGuard({});

/** Runs the script as the node of this number would, over a volume with these entries. */
function start(node: number, entries: readonly string[], mayStartEmpty: string) {
  const data = mkdtempSync(join(folder, "data-"));
  for (const entry of entries) mkdirSync(join(data, entry));
  const config = mkdtempSync(join(folder, "config-"));
  writeFileSync(join(config, "may-start-empty"), mayStartEmpty);
  const script = guard.command![2]!.replaceAll("/data", data).replaceAll("/etc/chronik/config", config);
  const { status, stdout } = spawnSync("sh", ["-c", script], {
    env: { PATH: process.env.PATH, CHRONIK_NODE_ID: String(node) },
    encoding: "utf8",
  });
  return { starts: status === 0, says: stdout };
}

test("a node with anything on its volume starts", () => assert.ok(start(2, ["wal", "metadata"], "").starts));

test("a node whose volume is empty starts only if it may, and says why it does not", () => {
  assert.ok(start(2, [], "1 2 3").starts);
  assert.ok(start(1, [], "1").starts);
  const { starts, says } = start(2, [], "1 3");
  assert.ok(!starts);
  assert.match(says, /The volume of node 2 is empty/);
  assert.ok(!start(1, [], "12 11").starts, "1 is neither 11 nor 12");
  assert.ok(!start(2, [], "").starts);
});

test("what a fresh file system has is as good as nothing", () =>
  assert.ok(!start(2, ["lost+found"], "").starts));

test("what it says is seen in kubectl describe pod", () =>
  assert.equal(guard.terminationMessagePolicy, "FallbackToLogsOnError"));
