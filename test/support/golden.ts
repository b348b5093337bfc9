/**
 * Golden files: whole answers in YAML, one folder a situation, read in review as a diff. A line that changes under a pod
 * template means that every user's pods restart.
 *
 * `npm run golden` writes them; the tests compare.
 */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { stringify } from "yaml";
import type { SyncRequest, SyncResponse } from "../../src/metacontroller/hooks.ts";

export interface GoldenSituation {
  /** The folder: a situation that a user knows, such as `new-image-rolling`. */
  name: string;
  /** Why the answer must look like this. */
  reason: string;
  request: SyncRequest;
  answer: SyncResponse;
}

const writes = process.env.GOLDEN === "write";

/** Declares a test for each situation, and one for files that belong to none. */
export function golden(folder: string, situations: readonly GoldenSituation[]): void {
  const wanted = filesOf(situations);
  if (writes) write(folder, wanted);
  for (const situation of situations) {
    test(`${situation.name}: ${situation.reason}`, () => {
      for (const [name, content] of wanted) {
        if (!name.startsWith(`${situation.name}/`)) continue;
        assert.equal(read(folder, name), content, `${name} has changed; npm run golden, and read the diff`);
      }
    });
  }
  test("no golden file is left over", () => {
    assert.deepEqual(
      filesIn(folder).filter((name) => !wanted.has(name)),
      [],
    );
  });
}

/** Children that are those of an earlier situation are not repeated, so that a diff shows each change once. */
function filesOf(situations: readonly GoldenSituation[]): Map<string, string> {
  const files = new Map<string, string>();
  const seen = new Map<string, string>();
  for (const { name, reason, request, answer } of situations) {
    const heading = `# ${name}: ${reason}\n# Made by "npm run golden". Do not edit.\n`;
    const { status: _, ...cluster } = request.parent;
    const { children, ...rest } = answer;
    const objects = children.map((child) => `---\n${yaml(child)}`).join("");
    const earlier = seen.get(objects);
    files.set(`${name}/cluster.yaml`, heading + yaml(cluster));
    files.set(
      `${name}/children.yaml`,
      heading + (earlier ? `# The same as in ${earlier}/children.yaml.\n` : objects),
    );
    files.set(`${name}/status.yaml`, heading + yaml(rest));
    if (!earlier) seen.set(objects, name);
  }
  return files;
}

const yaml = (value: unknown) =>
  stringify(value, { aliasDuplicateObjects: false, lineWidth: 110, sortMapEntries: true });

function write(folder: string, wanted: ReadonlyMap<string, string>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, content] of wanted) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

function read(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch {
    return "(no such file)";
  }
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name).slice(join(folder, "/").length))
    .sort();
