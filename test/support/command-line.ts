import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { built } from "./built.ts";

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `stream-operators` as people do, in a process of its own. */
export async function streamOperators(
  args: readonly string[],
  { input = "", cwd = process.cwd() }: { input?: string; cwd?: string } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [await built("cli/main.js"), ...args], { cwd });
  const closed = once(child, "close");
  child.stdin.on("error", () => {}); // It may end without having read anything.
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await closed) as [number];
  return { code, stdout, stderr };
}
