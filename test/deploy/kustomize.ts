/** What kustomize makes of the folders in this repository. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import { runKubectl } from "../support/control-plane/kubectl.ts";
import { tools } from "../support/control-plane/tools.ts";

export const repository = fileURLToPath(new URL("../..", import.meta.url));

export interface Manifest extends KubernetesObject {
  // biome-ignore lint/suspicious/noExplicitAny: these are files, and what is in them is what the tests are about.
  spec?: any;
}

const found = await tools();

/** Why tests that need kustomize are skipped, or false. Ours is kubectl's. */
export const skip = "missing" in found && found.missing;

const built = new Map<string, Promise<string>>();

/** @param folder in this repository, or anywhere by its absolute path @returns the YAML */
export function kustomize(folder: string): Promise<string> {
  const yaml = built.get(folder) ?? build(resolve(repository, folder));
  built.set(folder, yaml);
  return yaml;
}

/** What a user's own kustomization makes of a folder and components of ours. */
export async function kustomizeWith(folder: string, components: readonly string[]): Promise<string> {
  const own = await mkdtemp(join(tmpdir(), "kustomize-"));
  try {
    const ours = (path: string) => relative(own, join(repository, path));
    const kustomization = {
      resources: [ours(folder)],
      components: components.map((name) => ours(`deploy/components/${name}`)),
    };
    await writeFile(join(own, "kustomization.yaml"), JSON.stringify(kustomization));
    return await build(own);
  } finally {
    await rm(own, { recursive: true });
  }
}

async function build(folder: string): Promise<string> {
  if ("missing" in found) throw new Error(found.missing);
  return runKubectl(found.kubectl, tmpdir(), "", ["kustomize", folder]);
}

export const objectsOf = (yaml: string): Manifest[] =>
  parseAllDocuments(yaml).map((document) => document.toJS() as Manifest);

/** @throws unless there is one and only one */
export function theOnly(objects: readonly Manifest[], kind: string, name?: string): Manifest {
  const those = objects.filter((one) => one.kind === kind && (!name || one.metadata.name === name));
  if (those.length !== 1) throw new Error(`${those.length} objects are a ${kind} ${name ?? ""}`);
  return those[0]!;
}

export const namesOf = (objects: readonly Manifest[], kind: string): string[] =>
  objects.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name!);
