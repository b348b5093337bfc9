import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

export interface KubectlOptions {
  stdin?: string;
}

/**
 * Runs kubectl and returns what it printed.
 *
 * @param home its home directory: caches of what a server can do are kept there, and must not outlive the server
 * @throws an error with what it said, when it does not exit with 0
 */
export async function runKubectl(
  command: string,
  home: string,
  kubeconfig: string,
  args: readonly string[],
  { stdin = "" }: KubectlOptions = {},
): Promise<string> {
  // It is gone before collecting garbage would pay.
  const env = { PATH: process.env.PATH ?? "", HOME: home, KUBECONFIG: kubeconfig, GOGC: "off" };
  const child = spawn(command, args, { env, cwd: process.cwd() });
  const exit = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  // A kubectl that ends before it has read everything says why on its own; EPIPE would only hide that.
  child.stdin.on("error", () => {});
  child.stdin.end(stdin);
  const [stdout, stderr, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  if (code !== 0)
    throw new Error(`kubectl ${args.join(" ")} (${signal ?? `exit ${code}`}): ${stderr.trim()}`);
  return stdout;
}
