import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { operators } from "../operators.ts";
import { BadInput } from "./documents.ts";
import { type Files, filesIn } from "./folders.ts";
import { byHand, FOLDERS, generatedFiles } from "./generate/files.ts";

/**
 * Writes what is made from the tables in src/, or with `--check` only compares.
 *
 * @throws BadInput when --check finds a file that is missing, different or too many
 */
export async function generate(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { check: { type: "boolean", default: false } } });
  const stale = await differences(generatedFiles(operators, await byHand()));
  if (values.check) {
    if (stale.length === 0) return;
    throw new BadInput(`Not up to date: ${stale.map(({ path }) => path).join(", ")}. Run npm run generate.`);
  }
  for (const { path, content } of stale) {
    await mkdir(dirname(path), { recursive: true });
    await (content === undefined ? rm(path) : writeFile(path, content));
    process.stdout.write(`${content === undefined ? "removed" : "wrote"} ${path}\n`);
  }
}

/** What is to be written, and, without content, what is to be removed. */
async function differences(wanted: Files): Promise<{ path: string; content: string | undefined }[]> {
  const present = new Map<string, string>();
  for (const folder of FOLDERS) {
    for (const [path, content] of await filesIn(folder)) present.set(join(folder, path), content);
  }
  for (const path of wanted.keys()) {
    const content = await readFile(path, "utf8").catch(() => undefined);
    if (content !== undefined) present.set(path, content);
  }
  return [...new Set([...wanted.keys(), ...present.keys()])]
    .filter((path) => wanted.get(path) !== present.get(path))
    .sort()
    .map((path) => ({ path, content: wanted.get(path) }));
}
