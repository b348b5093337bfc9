import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const TSX = import.meta.resolve("tsx");

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `stream-operators` as people do, in a process of its own. */
export async function streamOperators(
  args: readonly string[],
  { input = "", cwd = process.cwd(), main = MAIN }: { input?: string; cwd?: string; main?: string } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, ["--import", TSX, main, ...args], { cwd });
  const closed = once(child, "close");
  child.stdin.on("error", () => {}); // It may end without having read anything.
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await closed) as [number];
  return { code, stdout, stderr };
}
