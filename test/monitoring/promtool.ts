import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { goTools } from "../support/control-plane/go-tools.ts";

const run = promisify(execFile);

const path = await goTools({
  folder: "promtool",
  takes: "about three minutes on two cores",
  programs: { promtool: "promtool" },
  // Without the clients of every cloud's service discovery, one of which cannot be had from the module proxy.
  tags: "remove_all_sd",
}).then(
  (folder) => ({ program: join(folder, "promtool") }),
  (error: Error) => ({ missing: error.message }),
);

/** Why tests that need promtool are skipped, or false. */
export const skip = "missing" in path ? path.missing : false;

/** @throws with all that promtool said, when it finds a mistake */
export async function promtool(...args: string[]): Promise<string> {
  if ("missing" in path) throw new Error(path.missing);
  const { stdout } = await run(path.program, args).catch((error) => {
    throw new Error(`promtool ${args.join(" ")}:\n${error.stdout}${error.stderr}`);
  });
  return stdout;
}
