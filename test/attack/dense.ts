/** JSON that takes much more memory than its text. */
import type { Controller } from "../../src/controller/controller.ts";

const times = (text: string, bytes: number) => text.repeat(Math.max(1, Math.floor(bytes / text.length)));
const keys = (bytes: number, value: string) =>
  Array.from(
    { length: Math.floor(bytes / (7 + value.length)) },
    (_, index) => `"${index.toString(36)}":${value}`,
  );

/** Texts of about so many bytes. The factors are of the heap that each takes, parsed with Node 20. */
export const SHAPES: Record<string, (bytes: number) => string> = {
  "empty lists (14)": (bytes) => `[${times("[],", bytes)}1]`,
  "empty objects (22)": (bytes) => `[${times("{},", bytes)}1]`,
  "objects in objects (12)": (bytes) => `[${times('{"a":{}},', bytes)}1]`,
  "a tower (6)": (bytes) => `${times('{"a":', (bytes * 5) / 6)}1${"}".repeat(Math.floor(bytes / 6))}`,
  "different keys (8)": (bytes) => `{${keys(bytes, "0").join(",")}}`,
  "objects under different keys (11)": (bytes) => `{${keys(bytes, "{}").join(",")}}`,
  "fractions (2)": (bytes) => `[${times("1.5,", bytes)}1]`,
  "a long text (1)": (bytes) => `"${"é".repeat(bytes / 2)}"`,
};

const HERE = '"HERE"';

/** Where in a request it may stand, beside its being the whole body. */
export const PLACES: Record<string, (controller: Controller, dense: string) => string> = {
  "as the body": (_controller, dense) => dense,
  "as the status": ({ example }, dense) =>
    JSON.stringify({ ...example, parent: { ...example.parent, status: "HERE" } }).replace(HERE, () => dense),
  "as a child that is repeated": ({ example }, dense) => {
    const [kind] = Object.keys(example.children) as [string];
    const managedFields = [{ manager: "metacontroller", operation: "Apply", fieldsV1: { "f:spec": {} } }];
    const { namespace } = example.parent.metadata;
    const child = {
      apiVersion: "v1",
      kind: "Any",
      metadata: { name: "x", namespace, managedFields },
      spec: "HERE",
    };
    const children = { ...example.children, [kind]: { [`${namespace}/x`]: child } };
    const parent = { ...example.parent, spec: { replicas: "wrong", controllers: "wrong" } };
    return JSON.stringify({ ...example, parent, children }).replace(HERE, () => dense);
  },
  "as the options of a server": ({ example }, dense) =>
    JSON.stringify({
      ...example,
      parent: { ...example.parent, spec: { configuration: { options: { Licensing: { x: "HERE" } } } } },
    }).replace(HERE, () => dense),
};
