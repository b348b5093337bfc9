import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import type { Controller } from "../controller/controller.ts";
import { controllers } from "../operators.ts";
import { type CustomResource, customResourceDefinition } from "../schema/crd.ts";
import { copies } from "./copies.ts";
import { BadInput } from "./documents.ts";
import { fieldReference } from "./field-reference.ts";
import { type Folders, filesIn } from "./folders.ts";
import { statusPage } from "./status-page.ts";

/**
 * Writes the CRDs, the pages about them, and what else is made of them, or with `--check` only compares.
 *
 * @throws BadInput when --check finds a file that is missing, different or too many
 */
export async function crds(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { check: { type: "boolean", default: false } } });
  const ours = generatedFiles(controllers);
  const folders: Folders = new Map([["crds", ours], ...(await copies(ours))]);
  const stale = (
    await Promise.all([...folders].map(([folder, wanted]) => differences(folder, wanted)))
  ).flat();
  if (values.check) {
    if (stale.length > 0) {
      throw new BadInput(`Not up to date: ${stale.map(({ path }) => path).join(", ")}. Run npm run crds.`);
    }
    return;
  }
  for (const { path, content } of stale) {
    await mkdir(dirname(path), { recursive: true });
    await (content === undefined ? rm(path) : writeFile(path, content));
    process.stdout.write(`${content === undefined ? "removed" : "wrote"} ${path}\n`);
  }
}

/** Every generated file by its name in crds/. */
export function generatedFiles(controllers: readonly Controller[]): Map<string, string> {
  const resources = controllers.map(({ customResource }) => customResource);
  return new Map([
    ...resources.map((resource): [string, string] => [
      `${resource.plural}.${resource.group}.yaml`,
      `# Made by "npm run crds" from the schema in src/. Do not edit.\n${stringify(
        customResourceDefinition(resource),
        { aliasDuplicateObjects: false, lineWidth: 110 },
      )}`,
    ]),
    ["Kustomization", kustomization(resources)],
    ["README.md", fieldReference(resources)],
    ["STATUS.md", statusPage(controllers)],
  ]);
}

/**
 * Lets a kustomization elsewhere take the CRDs as resources, which it can take from a folder only. This one of the
 * names that kustomize knows is the one that `kubectl apply -f crds/` leaves alone.
 */
const kustomization = (resources: readonly CustomResource[]): string =>
  `# Made by "npm run crds". Do not edit.\n${stringify({
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: resources.map(({ plural, group }) => `${plural}.${group}.yaml`),
  })}`;

async function differences(folder: string, wanted: ReadonlyMap<string, string>) {
  const present = await filesIn(folder);
  return [...new Set([...wanted.keys(), ...present.keys()])]
    .filter((name) => wanted.get(name) !== present.get(name))
    .sort()
    .map((name) => ({ path: join(folder, name), content: wanted.get(name) }));
}
