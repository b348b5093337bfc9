/**
 * Dynamic apply's merge: what was last applied, what is desired and what exists give what to write.
 *
 * It knows no schema. A list is merged item by item only where every item of all three lists has one of a few
 * well-known keys; any other list is replaced whole.
 */
import type { JsonObject } from "./store.ts";

/** In order of precedence: a container port has a name too, and is still known by its number. */
const mergeKeys = ["containerPort", "port", "mountPath", "name", "uid", "ip", "path"] as const;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @returns a new object; no argument is changed */
export const threeWayMerge = (
  observed: JsonObject,
  lastApplied: JsonObject | undefined,
  desired: JsonObject,
): JsonObject => mergeObject(structuredClone(observed), lastApplied ?? {}, structuredClone(desired));

/**
 * The observed value's type decides. A value of another type on one of the other sides counts as absent, so
 * that a string desired in place of an observed object changes nothing, and says nothing.
 */
function mergeValue(observed: unknown, lastApplied: unknown, desired: unknown): unknown {
  if (isObject(observed)) {
    return mergeObject(observed, isObject(lastApplied) ? lastApplied : {}, isObject(desired) ? desired : {});
  }
  if (Array.isArray(observed)) {
    return mergeList(observed, Array.isArray(lastApplied) ? lastApplied : [], desired);
  }
  return desired;
}

function mergeObject(observed: JsonObject, lastApplied: JsonObject, desired: JsonObject): JsonObject {
  for (const key of Object.keys(lastApplied)) {
    if (!Object.hasOwn(desired, key)) delete observed[key];
  }
  for (const [key, value] of Object.entries(desired)) {
    observed[key] = mergeValue(observed[key], lastApplied[key], value);
  }
  return observed;
}

function mergeList(observed: unknown[], lastApplied: unknown[], desired: unknown): unknown {
  const wanted = Array.isArray(desired) ? desired : [];
  const key = mergeKeyOf([...observed, ...lastApplied, ...wanted]);
  if (key) {
    return mergeByKey(key, observed as JsonObject[], lastApplied as JsonObject[], wanted as JsonObject[]);
  }
  return Array.isArray(desired) ? desired : null;
}

/** Items that exist keep their place, new ones go to the end. */
function mergeByKey(key: string, observed: JsonObject[], lastApplied: JsonObject[], desired: JsonObject[]) {
  const identity = (item: JsonObject) => String(item[key]);
  const byIdentity = (items: JsonObject[]) => Object.fromEntries(items.map((item) => [identity(item), item]));

  const merged = mergeObject(byIdentity(observed), byIdentity(lastApplied), byIdentity(desired));
  const kept = observed.map(identity).filter((id) => Object.hasOwn(merged, id));
  const added = new Set(desired.map(identity).filter((id) => !kept.includes(id)));
  // Two observed items with one key (a port in TCP and in UDP) both become the one that was merged.
  return [...kept, ...added].map((id) => merged[id]);
}

/** @returns the first well-known key that every item has, if all items are objects */
export function mergeKeyOf(items: unknown[]): string | undefined {
  if (items.length === 0 || !items.every(isObject)) return undefined;
  return mergeKeys.find((key) => items.every((item) => Object.hasOwn(item, key)));
}
