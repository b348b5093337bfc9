import type { ValueError } from "@sinclair/typebox/value";
import { fieldPath } from "./field-path.ts";

/** What is wrong with one field, of a custom resource or of a request. */
export interface FieldError {
  /** The field, as {@link fieldPath} writes it: `spec.autoscaling.ingestNodes.minReplicas`. */
  path: string;
  /** What must be so, continuing the path: `must be one of S3, GCS`. */
  message: string;
}

/**
 * The first errors of a check, one for each field.
 *
 * Errors are found one by one as they are asked for, and a hostile value has a million of them, so few are asked for: a
 * missing field is told twice, as missing and as not having the type it lacks, and long paths may look the same.
 *
 * @param root the JSON pointer that paths start with
 */
export function firstErrors(
  found: Iterable<ValueError>,
  { most, root = "", sentence }: { most: number; root?: string; sentence: (error: ValueError) => string },
): FieldError[] {
  const errors = new Map<string, FieldError>();
  let seen = 0;
  for (const error of found) {
    const path = fieldPath(`${root}${error.path}`);
    if (!errors.has(path)) errors.set(path, { path, message: sentence(error) });
    seen += 1;
    if (errors.size === most || seen === 3 * most) break;
  }
  return [...errors.values()];
}
