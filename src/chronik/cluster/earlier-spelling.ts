/** How resources of the earlier operator spell what is spelt otherwise today. Theirs go on being understood. */
import { BACKENDS } from "./spec/storage.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The spec in today's spelling. What is wrong with it stays wrong.
 *
 * The earlier operator's definition of the resource, and its examples, had `backend: s3` with `s3: {…}` beside it; its
 * README had `backend: {s3: {…}}`.
 */
export function inTodaysSpelling(spec: unknown): unknown {
  if (!isObject(spec) || !isObject(spec.storage)) return spec;
  const { backend, ...storage } = spec.storage;
  if (!(BACKENDS as readonly unknown[]).includes(backend)) return spec;
  const { [backend as string]: needs, ...others } = storage;
  return { ...spec, storage: { ...others, backend: { [backend as string]: needs ?? {} } } };
}

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
