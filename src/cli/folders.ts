import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** Contents by paths. */
export type Files = ReadonlyMap<string, string>;

/** The files of a folder and of those inside it, by their paths in it; none where there is no such folder. */
export async function filesIn(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  return new Map(
    await Promise.all(
      paths
        .sort()
        .map(async (path): Promise<[string, string]> => [path, await readFile(join(folder, path), "utf8")]),
    ),
  );
}
