import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { madeOnce } from "./control-plane/made-once.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/**
 * A file of the compiled program, as it ships: it starts in a third of the time that the sources take. Compiled once for
 * each state of the sources, beside the packages it needs.
 *
 * @param file relative to dist/: `main.js`
 */
export async function built(file: string): Promise<string> {
  const folder = join(repository, "node_modules/.cache/stream-operators", await stateOfSources());
  await madeOnce(folder, async (unfinished) => {
    const compiler = join(repository, "node_modules/.bin/tsc");
    const args = ["-p", "tsconfig.build.json", "--outDir", join(unfinished, "dist")];
    await promisify(execFile)(compiler, args, { cwd: repository });
    await copyFile(join(repository, "package.json"), join(unfinished, "package.json"));
  });
  return join(folder, "dist", file);
}

async function stateOfSources(): Promise<string> {
  const entries = await readdir(join(repository, "src"), { recursive: true, withFileTypes: true });
  const sources = entries.filter((one) => one.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const settings = ["package.json", "tsconfig.json", "tsconfig.build.json"].map((name) =>
    join(repository, name),
  );
  const hash = createHash("sha256");
  for (const file of [...sources.sort(), ...settings]) hash.update(`${file}\n`).update(await readFile(file));
  return hash.digest("hex").slice(0, 16);
}
