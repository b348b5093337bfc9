/**
 * Lists in what people read, bounded. A custom resource of a megabyte can have a hundred thousand mistakes, and a status
 * that names them all is one that the API server refuses for ever.
 */
import type { KubernetesObject } from "../kubernetes/object.ts";
import type { FieldError } from "../schema/first-errors.ts";
import { shortened } from "../schema/shortened.ts";

/** How many are worth telling at once. */
const MOST = 10;

/** Room for the longest names there are in Kubernetes, with a word before them. */
const LONGEST_NAME = 300;

/** The first few of a list, and how many more there are: `a, b and 4,711 more`. */
export const some = (names: readonly string[], most = MOST): string =>
  listed(names.slice(0, most), names.length, ", ", (name) => shortened(name, LONGEST_NAME));

/** The first few objects: `Service a, ConfigMap b`. */
export const someObjects = (objects: readonly KubernetesObject[]): string =>
  some(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`));

/** Room for a sentence that names a few fields. */
const LONGEST_PROBLEM = 500;

/** The first few of what is wrong: `spec.a is required; spec.b must be a string and 4,711 more`. */
export const someProblems = (problems: readonly FieldError[]): string =>
  listed(problems.slice(0, MOST), problems.length, "; ", ({ path, message }) =>
    shortened(`${path} ${message}`, LONGEST_PROBLEM),
  );

function listed<T>(told: readonly T[], all: number, separator: string, write: (one: T) => string): string {
  const text = told.map(write).join(separator);
  return all > told.length ? `${text} and ${(all - told.length).toLocaleString("en-US")} more` : text;
}

/** The API server takes four times as much. */
const LONGEST_MESSAGE = 8000;

/** The message of a condition, whatever went into it. */
export const boundedMessage = (message: string): string => shortened(message, LONGEST_MESSAGE);
