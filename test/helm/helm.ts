import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { goTools } from "../support/control-plane/go-tools.ts";

const run = promisify(execFile);

const path = await goTools({
  folder: "helm",
  takes: "about three minutes on two cores",
  programs: { helm: "helm" },
}).then(
  (folder) => ({ program: join(folder, "helm") }),
  (error: Error) => ({ missing: error.message }),
);

/** Why tests that need Helm are skipped, or false. */
export const skip = "missing" in path ? path.missing : false;

/** @throws with what Helm said, when it fails */
export async function helm(...args: string[]): Promise<string> {
  if ("missing" in path) throw new Error(path.missing);
  const { stdout } = await run(path.program, args, { maxBuffer: 64 * 1024 * 1024 }).catch((error) => {
    throw new Error(`helm ${args.join(" ")}:\n${error.stdout}${error.stderr}`);
  });
  return stdout;
}
