import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { customResourceDefinition } from "../kubernetes/crd.ts";
import type { Operator } from "../metacontroller/operator.ts";
import { operators } from "../operators.ts";
import { BadInput } from "./documents.ts";
import { fieldReference } from "./field-reference.ts";
import { statusPage } from "./status-page.ts";

const FOLDER = "crds";

/**
 * Writes the CRDs, their field reference and the page that explains a status, or with `--check` only compares.
 *
 * @throws BadInput when --check finds a file that is missing, different or too many
 */
export async function crds(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { check: { type: "boolean", default: false } } });
  const wanted = generatedFiles(operators);
  const present = await presentFiles();

  const stale = [...new Set([...wanted.keys(), ...present.keys()])]
    .filter((name) => wanted.get(name) !== present.get(name))
    .sort();
  if (values.check) {
    if (stale.length > 0) {
      throw new BadInput(
        `Not up to date: ${stale.map((name) => join(FOLDER, name)).join(", ")}. Run npm run crds.`,
      );
    }
    return;
  }
  await mkdir(FOLDER, { recursive: true });
  for (const name of stale) {
    const content = wanted.get(name);
    await (content === undefined ? rm(join(FOLDER, name)) : writeFile(join(FOLDER, name), content));
    process.stdout.write(`${content === undefined ? "removed" : "wrote"} ${join(FOLDER, name)}\n`);
  }
}

/** Every generated file by its name in crds/. */
export function generatedFiles(operators: readonly Operator[]): Map<string, string> {
  const resources = operators.map(({ customResource }) => customResource);
  return new Map([
    ...resources.map((resource): [string, string] => [
      `${resource.plural}.${resource.group}.yaml`,
      `# Made by "npm run crds" from the schema in src/. Do not edit.\n${stringify(
        customResourceDefinition(resource),
        { aliasDuplicateObjects: false, lineWidth: 110 },
      )}`,
    ]),
    ["README.md", fieldReference(resources)],
    ["STATUS.md", statusPage(operators)],
  ]);
}

async function presentFiles(): Promise<Map<string, string>> {
  const names = await readdir(FOLDER).catch(() => []);
  return new Map(
    await Promise.all(
      names.map(
        async (name): Promise<[string, string]> => [name, await readFile(join(FOLDER, name), "utf8")],
      ),
    ),
  );
}
