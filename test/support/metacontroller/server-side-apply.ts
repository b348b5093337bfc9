/**
 * Server-side apply, the other strategy: send what is desired and let the API server merge.
 *
 * What was sent is remembered in the process, so that a sync which brings nothing new sends nothing. After a
 * restart each child gets one request that changes nothing.
 */
import { isDeepStrictEqual } from "node:util";
import { type Applier, type Child, recreate } from "./applier.ts";
import { claimed, lastAppliedAnnotation, systemFields, withoutLastApplied } from "./child-metadata.ts";
import { goJson } from "./go-json.ts";
import { groupOf, isStoreError, type KubeObject, type Resource, refOf, type Store } from "./store.ts";

interface Sent {
  json: string;
  uid: string | undefined;
  generation: number;
  resourceVersion: string | undefined;
}

export function serverSideApply(store: Store, fieldManager: string): Applier {
  const memory = new Map<string, Sent>();

  const remember = (key: string, json: string, { metadata }: KubeObject) =>
    memory.set(key, {
      json,
      uid: metadata.uid,
      generation: metadata.generation ?? 0,
      resourceVersion: metadata.resourceVersion,
    });

  async function apply({ resource, method, parent, observed, desired }: Child) {
    if (observed?.metadata.deletionTimestamp) return;
    const wanted = comparable(claimed(desired, parent));
    const json = goJson(wanted);
    const key = memoryKey(resource, desired);

    if (observed) {
      if (isRemembered(memory.get(key), json, observed)) return;
      if (method === "OnDelete") {
        remember(key, json, observed);
        return;
      }
      if (method === "Recreate") return recreateIfChanged(resource, observed, wanted, key, json);
      if (!(await dropLastApplied(resource, observed))) return;
    }
    try {
      remember(key, json, await store.apply(resource, wanted, { fieldManager }));
    } catch (error) {
      if (!isStoreError(error, "Conflict")) throw error;
    }
  }

  /** Only a dry run tells whether the request would change anything. */
  async function recreateIfChanged(
    resource: Resource,
    observed: KubeObject,
    wanted: KubeObject,
    key: string,
    json: string,
  ) {
    let outcome: KubeObject;
    try {
      outcome = await store.apply(resource, wanted, { fieldManager, dryRun: true });
    } catch (error) {
      // An object that would be refused must not cost the one that exists.
      if (!isStoreError(error, "BadRequest", "Forbidden")) throw error;
      remember(key, json, observed);
      return;
    }
    const { generation, uid } = outcome.metadata;
    if (generation !== observed.metadata.generation || uid !== observed.metadata.uid) {
      throw new Error(`${resource.kind} ${desiredName(wanted)} would change its generation, or was replaced`);
    }
    if (isDeepStrictEqual(comparable(outcome), comparable(observed))) {
      remember(key, json, observed);
      return;
    }
    await recreate(store, resource, observed);
    memory.delete(key);
  }

  /**
   * The annotation that dynamic apply left is of no use any more, and large.
   *
   * @returns false when the child is gone
   */
  async function dropLastApplied(resource: Resource, observed: KubeObject): Promise<boolean> {
    if (!observed.metadata.annotations?.[lastAppliedAnnotation]) return true;
    try {
      await store.removeAnnotation(resource, refOf(observed), lastAppliedAnnotation);
      return true;
    } catch (error) {
      if (isStoreError(error, "NotFound")) return false;
      throw error;
    }
  }

  return { apply, forget: (resource, child) => void memory.delete(memoryKey(resource, child)) };
}

/**
 * A kind without generations (Service, ConfigMap, …) is known by its resourceVersion instead, so that whoever
 * writes such an object makes Metacontroller send it again.
 */
function isRemembered(sent: Sent | undefined, json: string, { metadata }: KubeObject): boolean {
  if (!sent || sent.uid !== metadata.uid || sent.json !== json) return false;
  const generation = metadata.generation ?? 0;
  if (generation === 0 && sent.resourceVersion !== metadata.resourceVersion) return false;
  return sent.generation === generation;
}

/** The object without what only the system writes. */
function comparable(object: KubeObject): KubeObject {
  const { status: _, ...rest } = withoutLastApplied(object);
  const metadata = Object.fromEntries(
    Object.entries(rest.metadata).filter(([field]) => !systemFields.includes(field)),
  );
  return { ...rest, metadata } as KubeObject;
}

const desiredName = ({ metadata: { name } }: KubeObject) => name;

const memoryKey = ({ apiVersion, kind }: Resource, { metadata: { namespace = "", name } }: KubeObject) =>
  [groupOf(apiVersion), kind, namespace, name].join("/");
