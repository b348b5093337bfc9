/** Dynamic apply, the default strategy: merge here, write the whole object, and only when it differs. */
import { isDeepStrictEqual } from "node:util";
import { type Applier, type Child, recreate } from "./applier.ts";
import { claimed, lastAppliedAnnotation, systemFields, withoutLastApplied } from "./child-metadata.ts";
import { goJson } from "./go-json.ts";
import { isStoreError, type JsonObject, type KubeObject, type Store } from "./store.ts";
import { threeWayMerge } from "./three-way-merge.ts";

export const dynamicApply = (store: Store): Applier => ({
  async apply(child) {
    if (child.observed) await update(store, child, child.observed);
    else await create(store, child);
  },
  forget() {},
});

async function create(store: Store, { resource, parent, desired }: Child) {
  const object = claimed(withLastApplied(desired, desired), parent);
  try {
    await store.create(resource, object);
  } catch (error) {
    // Somebody else's object has the name. It stays as it is, and nobody is told.
    if (!isStoreError(error, "AlreadyExists")) throw error;
  }
}

async function update(store: Store, { resource, method, desired }: Child, observed: KubeObject) {
  const merged = applied(observed, desired);
  if (isDeepStrictEqual(merged, observed)) return;
  if (observed.metadata.deletionTimestamp) return;
  if (method === "OnDelete") return;
  if (method === "Recreate") return recreate(store, resource, observed);
  try {
    await store.update(resource, merged);
  } catch (error) {
    // The object went, or changed since it was seen; either way a watch event has the parent synced again.
    if (!isStoreError(error, "NotFound", "Conflict")) throw error;
  }
}

/** @returns what the observed object becomes when `desired` is applied to it */
export function applied(observed: KubeObject, desired: KubeObject): KubeObject {
  const wanted = withoutLastApplied(desired);
  const merged = threeWayMerge(observed, lastApplied(observed), wanted) as KubeObject;
  // What only the system writes is never a difference, even if the hook sent it back.
  for (const field of systemFields) revert(merged.metadata, observed.metadata, field);
  revert(merged, observed, "status");
  return withLastApplied(merged, wanted);
}

function revert(merged: JsonObject, observed: JsonObject, field: string) {
  if (Object.hasOwn(observed, field)) merged[field] = structuredClone(observed[field]);
  else delete merged[field];
}

/** @throws SyntaxError when the annotation holds no JSON */
function lastApplied({ metadata: { annotations } }: KubeObject): JsonObject | undefined {
  const json = annotations?.[lastAppliedAnnotation];
  return json ? (JSON.parse(json) as JsonObject) : undefined;
}

function withLastApplied(object: KubeObject, lastApplied: KubeObject): KubeObject {
  const annotations = { ...object.metadata.annotations, [lastAppliedAnnotation]: goJson(lastApplied) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
