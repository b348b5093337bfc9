import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { startKeeper } from "../support/control-plane/kept-processes.ts";
import { until } from "../support/control-plane/until.ts";

const ends: Record<string, (owner: ChildProcess) => unknown> = {
  exception: () => {},
  exit: () => {},
  SIGINT: (owner) => owner.kill("SIGINT"),
  SIGTERM: (owner) => owner.kill("SIGTERM"),
  SIGKILL: (owner) => owner.kill("SIGKILL"),
  "SIGKILL of its whole process group": (owner) => process.kill(-owner.pid!, "SIGKILL"),
};

for (const [how, end] of Object.entries(ends)) {
  test(`nothing stays behind when the owner ends by ${how}`, async () => {
    const script = fileURLToPath(new URL("kept-processes-owner.ts", import.meta.url));
    const owner = spawn(process.execPath, [...process.execArgv, script, how], { detached: true });
    const [line] = await once(createInterface({ input: owner.stdout }), "line");
    const { folder, pids } = JSON.parse(line) as { folder: string; pids: [keeper: number, program: number] };
    end(owner);
    const left = () => [...groups(pids), ...(existsSync(folder) ? [folder] : [])];
    await until(
      "nothing to be left",
      () => left().length === 0,
      async () => left().join("\n"),
      { timeout: 10_000 },
    );
  });
}

test("a program's output is in its log, and how it ended is known", async () => {
  const keeper = await startKeeper();
  try {
    const program = await keeper.start({ name: "hello", command: "sh", args: ["-c", "echo hello; exit 3"] });
    assert.equal(await program.ended, "code 3");
    assert.equal(await readFile(program.log, "utf8"), "hello\n");
    await program.stop();

    const sleeper = await keeper.start({ name: "sleeper", command: "sleep", args: ["600"] });
    await sleeper.stop();
    assert.equal(await sleeper.ended, "SIGTERM");

    const missing = keeper.start({ name: "missing", command: "/no/such/program", args: [] });
    await assert.rejects(missing, /missing did not start: .*ENOENT/);
  } finally {
    await keeper.stop();
  }
  assert.ok(!existsSync(keeper.folder));
});

/** The processes whose group one of these leads. Dead ones that init has not collected yet (Z) are none. */
function groups(leaders: readonly number[]): string[] {
  const listed = execFileSync("ps", ["-e", "-o", "pgid=,stat=,args="], { encoding: "utf8" }).split("\n");
  return listed.filter((line) => {
    const [group, state] = line.trim().split(/\s+/);
    return leaders.includes(Number(group)) && !state!.startsWith("Z");
  });
}
