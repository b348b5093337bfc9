import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { type Document, parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../kubernetes/object.ts";

/** Input that people can correct. Its message is all they need to see, one line for each mistake. */
export class BadInput extends Error {}

/**
 * The Kubernetes objects in a YAML or JSON file: one or more documents, Lists taken apart, empty documents left out.
 *
 * @param file a path, or `-` for standard input
 * @throws BadInput when the file cannot be read, is no YAML, or holds what is no Kubernetes object
 */
export async function objectsIn(file: string): Promise<KubernetesObject[]> {
  const documents = parseAllDocuments(await contentOf(file));
  const errors = [...documents].flatMap(({ errors }) =>
    errors.map(({ message }) => `${file}: ${message.split("\n")[0]}`),
  );
  if (errors.length > 0) throw new BadInput(errors.join("\n"));
  return [...documents].flatMap((document, index) => {
    const value = plainValue(document, file);
    return value === null || value === undefined ? [] : items(value, `${file}: document ${index + 1}`);
  });
}

/** An alias without its anchor, or one that unfolds without end, shows only here. */
function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new BadInput(`${file}: ${(error as Error).message.split("\n")[0]}`);
  }
}

async function contentOf(file: string): Promise<string> {
  try {
    return file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BadInput(`${file}: ${code === "ENOENT" ? "no such file" : `cannot be read (${code})`}`);
  }
}

function items(value: unknown, where: string): KubernetesObject[] {
  const object = (value ?? {}) as Partial<KubernetesObject> & { items?: unknown };
  if (typeof object.apiVersion !== "string" || typeof object.kind !== "string") {
    throw new BadInput(`${where} is no Kubernetes object: apiVersion and kind are needed`);
  }
  if (object.kind.endsWith("List") && Array.isArray(object.items)) {
    return object.items.flatMap((item, index) => items(item, `${where}, item ${index + 1},`));
  }
  if (typeof object.metadata?.name !== "string")
    throw new BadInput(`${where} (${object.kind}) has no metadata.name`);
  return [value as KubernetesObject];
}
