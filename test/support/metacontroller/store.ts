/**
 * Where objects live: the part of the Kubernetes API that Metacontroller uses.
 *
 * The loop knows only this. `memory/memory-store.ts` imitates an API server for the demo and fast tests,
 * `api-server-store.ts` talks to a real one.
 */
import type { KubernetesObject } from "../../../src/kubernetes/object.ts";
import type { Resource } from "../kubernetes-client/resources.ts";

export type { Resource };

export type JsonObject = { [field: string]: unknown };

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** Any object, of any kind: the loop only ever reads its metadata. */
export interface KubeObject extends JsonObject {
  apiVersion: string;
  kind: string;
  metadata: Writable<Omit<KubernetesObject["metadata"], "name" | "ownerReferences">> & {
    name: string;
    ownerReferences?: OwnerReference[];
  };
}

/** Here even what only the API server may set is set: by its imitation. */
type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

/** An object's place inside its kind. A cluster-wide object has no namespace. */
export interface Ref {
  namespace?: string | undefined;
  name: string;
}

export interface ApplyOptions {
  fieldManager: string;
  dryRun?: boolean;
}

/** Receives what a watch sees. */
export interface WatchListener {
  /** All objects there are: once at the start, and again whenever the server could not continue the watch. */
  replaced(objects: KubeObject[]): void;
  /** An object was created or changed. */
  changed(object: KubeObject): void;
  removed(object: KubeObject): void;
}

export interface Watch {
  stop(): void;
}

export type StoreErrorReason =
  | "NotFound"
  | "AlreadyExists"
  | "Conflict"
  | "Invalid"
  | "BadRequest"
  | "Forbidden"
  | "Other";

/** A request that the store refused, or could not serve. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly reason: StoreErrorReason;
  constructor(reason: StoreErrorReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export const isStoreError = (error: unknown, ...reasons: StoreErrorReason[]): boolean =>
  error instanceof StoreError && reasons.includes(error.reason);

/** Every method rejects with a StoreError, and resolves to objects that the caller may change. */
export interface Store {
  /**
   * How long after a write its watch event may still be under way, in milliseconds; 0 where events arrive
   * before the write resolves.
   */
  readonly watchDelay: number;

  /** Looks a kind up by its plural. Rejects with NotFound when it is not served. */
  resource(apiVersion: string, resource: string): Promise<Resource>;
  /** Looks a kind up by its name. Rejects with NotFound when it is not served. */
  kind(apiVersion: string, kind: string): Promise<Resource>;

  get(resource: Resource, ref: Ref): Promise<KubeObject>;
  create(resource: Resource, object: KubeObject): Promise<KubeObject>;
  /** Replaces all but the status, where the kind has one. */
  update(resource: Resource, object: KubeObject): Promise<KubeObject>;
  /** Replaces the status, and nothing else where the kind has the subresource. */
  updateStatus(resource: Resource, object: KubeObject): Promise<KubeObject>;
  /** Server-side apply, forced: fields of other managers are taken over. */
  apply(resource: Resource, object: KubeObject, options: ApplyOptions): Promise<KubeObject>;
  removeAnnotation(resource: Resource, ref: Ref, annotation: string): Promise<KubeObject>;
  /** JSON merge patch: fields that are null are removed. */
  merge(resource: Resource, ref: Ref, patch: JsonObject): Promise<KubeObject>;
  /** Deletes with background propagation, but only the object that has this uid. */
  delete(resource: Resource, ref: Ref, uid: string): Promise<void>;

  /** Resolves once the first list has been given to the listener. */
  watch(resource: Resource, listener: WatchListener): Promise<Watch>;
}

export const refOf = ({ metadata: { namespace, name } }: KubeObject): Ref => ({ namespace, name });

/** `namespace/name`, or `name` of a cluster-wide object: the key in hook requests and in the queue. */
export const keyOf = ({ namespace, name }: Ref): string => (namespace ? `${namespace}/${name}` : name);

export const describe = (object: KubeObject): string => `${object.kind} ${keyOf(refOf(object))}`;

/** The group of an apiVersion, empty for the core group. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";

export const controllerOf = (object: KubeObject): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find(({ controller }) => controller);

/**
 * Reads, changes and writes until nobody else wrote in between.
 *
 * @param change alters the object; false means there is nothing to write
 * @returns the object as it is now
 * @throws NotFound also when another object took the name since `original` was read
 */
export async function readModifyWrite(
  store: Store,
  resource: Resource,
  original: KubeObject,
  change: (current: KubeObject) => boolean,
  write: "update" | "updateStatus" = "update",
): Promise<KubeObject> {
  for (let attempt = 1; ; attempt++) {
    const current = await store.get(resource, refOf(original));
    if (current.metadata.uid !== original.metadata.uid) {
      throw new StoreError("NotFound", `${describe(original)} was replaced by another object of its name`);
    }
    if (!change(current)) return current;
    try {
      return await store[write](resource, current);
    } catch (error) {
      if (attempt === 4 || !isStoreError(error, "Conflict")) throw error;
    }
  }
}
