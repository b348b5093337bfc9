/** What the demo plays: registrations, custom kinds and examples, read from the folders users install from. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { parseAllDocuments } from "yaml";
import { customKinds, type Kind } from "../support/metacontroller/memory/kinds.ts";
import type { CompositeController } from "../support/metacontroller/registration.ts";
import type { KubeObject } from "../support/metacontroller/store.ts";

export interface Example {
  /** Relative to the folder: `deploy/operator/examples/dev.yaml`. */
  file: string;
  parent: KubeObject;
  secrets: KubeObject[];
  /** Whatever else stands in the file, in its order. */
  others: KubeObject[];
}

export interface Repository {
  kinds: Kind[];
  controllers: CompositeController[];
  /** {@link FIRST}, and then in the order of their files; a file with two custom resources makes two. */
  examples: Example[];
  /** The schema of a custom resource's spec. */
  specSchema(parent: KubeObject): Schema | undefined;
}

/** What is shown first would really run: its image is published, and it needs nothing besides. */
const FIRST = join("deploy", "operator", "examples", "unified-single.yaml");

/** As much of a structural schema as the demo reads. */
export interface Schema {
  properties?: Record<string, Schema>;
  default?: unknown;
}

interface Crd extends KubeObject {
  spec: {
    group: string;
    scope: string;
    names: { kind: string; plural: string };
    versions: { name: string; subresources?: { status?: object }; schema?: { openAPIV3Schema?: Schema } }[];
  };
}

/**
 * @param folder has `crds/`, `metacontroller/` and `deploy/…/examples/`
 * @throws Error when a registered kind has no CRD or no example: then there is nothing to show of it
 */
export function readRepository(folder: string): Repository {
  const crds = objectsIn(join(folder, "crds")).filter(
    ({ kind }) => kind === "CustomResourceDefinition",
  ) as Crd[];
  const controllers = objectsIn(join(folder, "metacontroller")).filter(
    ({ kind }) => kind === "CompositeController",
  ) as CompositeController[];
  const kinds = crds.flatMap(customKinds);
  if (controllers.length === 0) throw new Error(`${join(folder, "metacontroller")} registers no controller`);

  const registered = controllers.map(({ metadata, spec: { parentResource } }) => {
    const kind = kinds.find(
      ({ apiVersion, resource }) =>
        apiVersion === parentResource.apiVersion && resource === parentResource.resource,
    );
    if (!kind) throw new Error(`there is no CRD for the ${parentResource.resource} of ${metadata.name}`);
    return kind;
  });
  const isParent = ({ apiVersion, kind }: KubeObject) =>
    registered.some((one) => one.apiVersion === apiVersion && one.kind === kind);

  const examples = yamlFiles(join(folder, "deploy"))
    .filter((file) => basename(dirname(file)) === "examples")
    .map((path) => ({ path, file: relative(folder, path) }))
    .sort((a, b) => Number(b.file === FIRST) - Number(a.file === FIRST))
    .flatMap(({ path, file }) => examplesIn(path, file, isParent));
  for (const { kind } of registered) {
    if (!examples.some(({ parent }) => parent.kind === kind))
      throw new Error(`there is no example of ${kind}`);
  }
  return {
    kinds,
    controllers,
    examples,
    specSchema: ({ apiVersion, kind }) =>
      crds
        .filter(({ spec }) => spec.names.kind === kind)
        .flatMap(({ spec }) => spec.versions.map((version) => ({ ...version, group: spec.group })))
        .find(({ group, name }) => `${group}/${name}` === apiVersion)?.schema?.openAPIV3Schema?.properties
        ?.spec,
  };
}

function examplesIn(path: string, file: string, isParent: (object: KubeObject) => boolean): Example[] {
  const objects = objectsOf(path);
  const secrets = objects.filter(({ kind }) => kind === "Secret");
  const others = objects.filter((object) => !isParent(object) && object.kind !== "Secret");
  return objects.filter(isParent).map((parent) => ({ file, parent, secrets, others }));
}

const objectsIn = (folder: string): KubeObject[] => yamlFiles(folder).flatMap(objectsOf);

const objectsOf = (path: string): KubeObject[] =>
  parseAllDocuments(readFileSync(path, "utf8"))
    .map((document) => document.toJS() as KubeObject | null)
    .filter((object) => object !== null);

/** Sorted, with those in folders further down. */
const yamlFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
