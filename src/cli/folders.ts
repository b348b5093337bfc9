import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Generated files by their names, by the folders that hold them and nothing else. */
export type Folders = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The files of a folder by their names, those in folders inside it left out; none where there is no such folder. */
export async function filesIn(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return new Map(
    await Promise.all(
      names
        .sort()
        .map(async (name): Promise<[string, string]> => [name, await readFile(join(folder, name), "utf8")]),
    ),
  );
}
