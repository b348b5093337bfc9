/**
 * An API server in memory, as far as the demo and fast tests need one.
 *
 * Like the real one it counts versions and generations, keeps spec and status apart, refuses stale writes,
 * writes nothing when nothing changed, waits for finalizers and collects what has lost its owner. Unlike the
 * real one it fills in no defaults and checks no schema, and its server-side apply guesses list keys the way
 * dynamic apply does, instead of knowing them. Watch events arrive before a write resolves.
 */

import { isDeepStrictEqual } from "node:util";
import { merged } from "../../merge-patch.ts";
import {
  type ApplyOptions,
  type JsonObject,
  type KubeObject,
  keyOf,
  type OwnerReference,
  type Ref,
  type Resource,
  refOf,
  type Store,
  StoreError,
  type WatchListener,
} from "../store.ts";
import { threeWayMerge } from "../three-way-merge.ts";
import { admit } from "./admission.ts";
import { builtinKinds, type Kind } from "./kinds.ts";
import { ownedFields } from "./managed-fields.ts";

export type Verb = "create" | "update" | "updateStatus" | "apply" | "patch" | "delete";

/** A request to write, whether it changed anything or not. */
export interface Write {
  /** Who sent it. */
  manager: string;
  verb: Verb;
  kind: string;
  namespace?: string | undefined;
  name: string;
  changed: boolean;
}

export class MemoryCluster {
  readonly #kinds: Kind[];
  readonly #now: () => Date;
  readonly #objects = new Map<Kind, Map<string, KubeObject>>();
  readonly #listeners = new Map<Kind, Set<WatchListener>>();
  /** What each manager applied last, by manager and uid. */
  readonly #applied = new Map<string, KubeObject>();
  #version = 0;
  #created = 0;

  /** Every write so far, the oldest first. */
  readonly writes: Write[] = [];

  /** @param now the clock for timestamps; default: the wall clock */
  constructor({ kinds = [], now = () => new Date() }: { kinds?: Kind[]; now?: () => Date } = {}) {
    this.#kinds = [...builtinKinds, ...kinds];
    this.#now = now;
  }

  /** The API as one client sees it; its writes are recorded under the name. */
  as(manager: string): Store {
    const write = (verb: Verb, resource: Resource, ref: Ref, work: () => KubeObject | undefined) => {
      const before = this.#version;
      const entry: Write = { manager, verb, kind: resource.kind, ...ref, changed: false };
      this.writes.push(entry);
      const result = work();
      entry.changed = this.#version !== before;
      return structuredClone(result);
    };
    return {
      watchDelay: 0,
      resource: async (apiVersion, resource) =>
        this.#find(
          (kind) => kind.apiVersion === apiVersion && kind.resource === resource,
          resource,
          apiVersion,
        ),
      kind: async (apiVersion, name) =>
        this.#find((kind) => kind.apiVersion === apiVersion && kind.kind === name, name, apiVersion),
      get: async (resource, ref) => structuredClone(this.#get(this.#kind(resource), ref)),
      create: async (resource, object) =>
        write("create", resource, refOf(object), () => this.#create(this.#kind(resource), object))!,
      update: async (resource, object) =>
        write("update", resource, refOf(object), () => this.#update(this.#kind(resource), object))!,
      updateStatus: async (resource, object) =>
        write("updateStatus", resource, refOf(object), () =>
          this.#updateStatus(this.#kind(resource), object),
        )!,
      apply: async (resource, object, options) =>
        write("apply", resource, refOf(object), () => this.#apply(this.#kind(resource), object, options))!,
      removeAnnotation: async (resource, ref, annotation) =>
        write("patch", resource, ref, () => this.#removeAnnotation(this.#kind(resource), ref, annotation))!,
      merge: async (resource, ref, patch) =>
        write("patch", resource, ref, () => {
          const kind = this.#kind(resource);
          const before = this.#get(kind, ref);
          return this.#replace(kind, before, merged(before, patch) as KubeObject);
        })!,
      delete: async (resource, ref, uid) => {
        write("delete", resource, ref, () => this.#delete(this.#kind(resource), ref, uid));
      },
      watch: async (resource, listener) => {
        const kind = this.#kind(resource);
        const listeners = this.#listenersOf(kind);
        listener.replaced([...this.#all(kind).values()]);
        listeners.add(listener);
        return { stop: () => void listeners.delete(listener) };
      },
    };
  }

  /** All objects of a kind, by namespace and name. Read only. */
  list(kind: string): KubeObject[] {
    const found = this.#kinds.find((one) => one.kind === kind);
    const objects = found ? [...this.#all(found)] : [];
    return objects.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  }

  /** All objects there are. Read only. */
  objects(): KubeObject[] {
    return [...this.#objects.values()].flatMap((all) => [...all.values()]);
  }

  // Requests

  #create(kind: Kind, object: KubeObject): KubeObject {
    admit(kind, object);
    if (this.#all(kind).has(keyOf(refOf(object)))) {
      throw new StoreError("AlreadyExists", `${kind.resource} "${object.metadata.name}" already exists`);
    }
    this.#created++;
    const { status, ...rest } = stored(object);
    const created: KubeObject = {
      ...(rest as KubeObject),
      metadata: {
        ...rest.metadata,
        uid: `00000000-0000-4000-8000-${String(this.#created).padStart(12, "0")}`,
        creationTimestamp: this.#timestamp(),
        ...(kind.hasGeneration && { generation: 1 }),
      },
    };
    if (status !== undefined && !kind.hasStatus) created.status = status;
    return this.#put(kind, created);
  }

  #update(kind: Kind, object: KubeObject): KubeObject {
    const before = this.#get(kind, refOf(object));
    refuseStale(object, before);
    const after = withSystemFields(stored(object), before);
    if (kind.hasStatus) copyField("status", before, after);
    return this.#replace(kind, before, after);
  }

  #updateStatus(kind: Kind, object: KubeObject): KubeObject {
    if (!kind.hasStatus) return this.#update(kind, object);
    const before = this.#get(kind, refOf(object));
    refuseStale(object, before);
    const after = structuredClone(before);
    copyField("status", object, after);
    return this.#replace(kind, before, after);
  }

  #apply(kind: Kind, object: KubeObject, { fieldManager, dryRun }: ApplyOptions): KubeObject {
    const before = this.#all(kind).get(keyOf(refOf(object)));
    const { managedFields: _, ...metadata } = object.metadata;
    const wanted = { ...object, metadata };
    const last = before && this.#applied.get(`${fieldManager} ${before.metadata.uid}`);
    const merged = threeWayMerge(before ?? wanted, last, wanted) as KubeObject;
    const owners = ownersAfter(before, last, wanted);
    if (owners.length > 0) merged.metadata.ownerReferences = owners;
    merged.metadata.managedFields = [
      ...(before?.metadata.managedFields ?? []).filter(({ manager }) => manager !== fieldManager),
      {
        manager: fieldManager,
        operation: "Apply",
        apiVersion: kind.apiVersion,
        fieldsType: "FieldsV1",
        fieldsV1: ownedFields(wanted),
      },
    ];
    if (dryRun) return merged;
    const result = before
      ? this.#replace(kind, before, withSystemFields(merged, before))
      : this.#create(kind, merged);
    this.#applied.set(`${fieldManager} ${result.metadata.uid}`, structuredClone(wanted));
    return result;
  }

  #removeAnnotation(kind: Kind, ref: Ref, annotation: string): KubeObject {
    const before = this.#get(kind, ref);
    const after = structuredClone(before);
    delete after.metadata.annotations?.[annotation];
    return this.#replace(kind, before, after);
  }

  #delete(kind: Kind, ref: Ref, uid: string | undefined): undefined {
    const before = this.#get(kind, ref);
    if (uid !== undefined && uid !== before.metadata.uid) {
      throw new StoreError("Conflict", `${kind.resource} "${ref.name}" has another uid`);
    }
    if (!before.metadata.finalizers?.length) {
      this.#remove(kind, before);
    } else if (!before.metadata.deletionTimestamp) {
      const after = structuredClone(before);
      after.metadata.deletionTimestamp = this.#timestamp();
      after.metadata.deletionGracePeriodSeconds = 0;
      if (kind.hasGeneration) after.metadata.generation = (before.metadata.generation ?? 0) + 1;
      this.#put(kind, after);
    }
  }

  // Storage

  #replace(kind: Kind, before: KubeObject, after: KubeObject): KubeObject {
    admit(kind, after, before);
    if (isDeepStrictEqual(before, after)) return before;
    if (kind.hasGeneration && !isDeepStrictEqual(content(before), content(after))) {
      after.metadata.generation = (before.metadata.generation ?? 0) + 1;
    }
    if (after.metadata.deletionTimestamp && !after.metadata.finalizers?.length) {
      return this.#remove(kind, after);
    }
    return this.#put(kind, after);
  }

  #put(kind: Kind, object: KubeObject): KubeObject {
    object.metadata.resourceVersion = String(++this.#version);
    this.#all(kind).set(keyOf(refOf(object)), object);
    for (const listener of this.#listenersOf(kind)) listener.changed(object);
    return object;
  }

  #remove(kind: Kind, object: KubeObject): KubeObject {
    this.#version++;
    this.#all(kind).delete(keyOf(refOf(object)));
    for (const listener of this.#listenersOf(kind)) listener.removed(object);
    this.#collectGarbage(object.metadata.uid!);
    return object;
  }

  /** Deletes what has no owner left, as the garbage collector does in the background. */
  #collectGarbage(gone: string) {
    const alive = new Set([...this.#objects.values()].flatMap((all) => [...all.values()].map(uidOf)));
    for (const [kind, all] of this.#objects) {
      for (const object of [...all.values()]) {
        const owners = object.metadata.ownerReferences ?? [];
        if (!owners.some(({ uid }) => uid === gone) || owners.some(({ uid }) => alive.has(uid))) continue;
        this.writes.push({
          manager: "garbage-collector",
          verb: "delete",
          kind: kind.kind,
          ...refOf(object),
          changed: true,
        });
        this.#delete(kind, refOf(object), object.metadata.uid);
      }
    }
  }

  // Lookup

  #find(is: (kind: Kind) => boolean, name: string, apiVersion: string): Kind {
    const found = this.#kinds.find(is);
    if (!found) throw new StoreError("NotFound", `${name} is not served in ${apiVersion}`);
    return found;
  }

  #kind({ apiVersion, kind }: Resource): Kind {
    return this.#find((one) => one.apiVersion === apiVersion && one.kind === kind, kind, apiVersion);
  }

  #all(kind: Kind): Map<string, KubeObject> {
    const all = this.#objects.get(kind) ?? new Map<string, KubeObject>();
    this.#objects.set(kind, all);
    return all;
  }

  #listenersOf(kind: Kind): Set<WatchListener> {
    const listeners = this.#listeners.get(kind) ?? new Set<WatchListener>();
    this.#listeners.set(kind, listeners);
    return listeners;
  }

  #get(kind: Kind, ref: Ref): KubeObject {
    const found = this.#all(kind).get(keyOf(ref));
    if (!found) throw new StoreError("NotFound", `${kind.resource} "${ref.name}" not found`);
    return found;
  }

  #timestamp = () =>
    this.#now()
      .toISOString()
      .replace(/\.\d+Z$/, "Z");
}

const uidOf = ({ metadata: { uid } }: KubeObject) => uid!;

/** Owners are told apart by their uid: the one of the same name before is another one. */
function ownersAfter(before: KubeObject | undefined, last: KubeObject | undefined, wanted: KubeObject) {
  const ours = [last, wanted].flatMap((object) => object?.metadata.ownerReferences ?? []);
  const isOurs = ({ uid }: OwnerReference) => ours.some((one) => one.uid === uid);
  const others = (before?.metadata.ownerReferences ?? []).filter((one) => !isOurs(one));
  return structuredClone([...others, ...(wanted.metadata.ownerReferences ?? [])]);
}

/** A copy in the form it is kept in: a Secret's stringData becomes data. */
function stored(object: KubeObject): KubeObject {
  const { stringData, ...copy } = structuredClone(object);
  if (object.kind !== "Secret" || !stringData) return structuredClone(object);
  const encoded = Object.entries(stringData).map(([key, text]) => [
    key,
    Buffer.from(text).toString("base64"),
  ]);
  return { ...copy, data: { ...(copy.data as JsonObject), ...Object.fromEntries(encoded) } } as KubeObject;
}

/** What a generation counts the changes of. */
const content = ({ metadata: _, status: __, ...rest }: KubeObject): JsonObject => rest;

function refuseStale({ metadata }: KubeObject, before: KubeObject) {
  if (metadata.resourceVersion && metadata.resourceVersion !== before.metadata.resourceVersion) {
    throw new StoreError("Conflict", `${before.kind} "${metadata.name}" was changed in the meantime`);
  }
}

const keptFields = [
  "uid",
  "creationTimestamp",
  "generation",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
];

function withSystemFields(object: KubeObject, before: KubeObject): KubeObject {
  for (const field of [...keptFields, "resourceVersion"]) copyField(field, before.metadata, object.metadata);
  return object;
}

function copyField(field: string, from: JsonObject, to: JsonObject) {
  if (Object.hasOwn(from, field)) to[field] = structuredClone(from[field]);
  else delete to[field];
}
