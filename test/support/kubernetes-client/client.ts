import { createInterface } from "node:readline";
import { type KindKey, type KubernetesObject, kindOf } from "../../../src/kubernetes/object.ts";
import { ApiError, Connection } from "./connection.ts";
import type { Stored, StoredObject } from "./kinds.ts";
import { Resources, rootOf } from "./resources.ts";

/** Which object of a kind; the `metadata` of one that is at hand will do. */
export interface Ref {
  name: string;
  namespace?: string | undefined;
}

export interface Selection {
  /** Without it, all namespaces. */
  namespace?: string;
  /** `app=web,tier!=cache` */
  labelSelector?: string;
}

export interface WatchEvent<Kind extends KindKey> {
  type: "ADDED" | "MODIFIED" | "DELETED";
  object: StoredObject<Kind>;
}

export interface DeleteOptions {
  propagationPolicy?: "Background" | "Foreground" | "Orphan";
  uid?: string;
}

const patchTypes = {
  merge: "application/merge-patch+json",
  json: "application/json-patch+json",
  strategic: "application/strategic-merge-patch+json",
};

/** A client of the Kubernetes API for tests: objects by their kind, typed where the kind is well known. */
export class Client extends Connection {
  readonly resources = new Resources(this);

  /** The object, or undefined where there is none. @throws for a kind that the server does not have */
  async get<K extends KindKey>(kind: K, ref: Ref): Promise<StoredObject<K> | undefined> {
    const path = await this.path(kind, ref);
    try {
      return (await this.request("GET", path)) as StoredObject<K>;
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return undefined;
      throw error;
    }
  }

  async list<K extends KindKey>(kind: K, selection: Selection = {}): Promise<StoredObject<K>[]> {
    return (await this.listed(kind, selection)).items;
  }

  /** The same, with the version from which a watch goes on. */
  async listed<K extends KindKey>(
    kind: K,
    selection: Selection = {},
  ): Promise<{ items: StoredObject<K>[]; resourceVersion: string }> {
    const { items, metadata } = (await this.request("GET", await this.#collection(kind, selection))) as {
      items: StoredObject<K>[];
      metadata: { resourceVersion: string };
    };
    const [name, apiVersion] = split(kind);
    return {
      // In a list the server leaves these two out of the items.
      items: items.map((item) => ({ ...item, apiVersion, kind: name })),
      resourceVersion: metadata.resourceVersion,
    };
  }

  async create<T extends KubernetesObject>(object: T): Promise<T & Stored> {
    const { namespace } = object.metadata;
    const path = await this.path(kindOf(object), { name: "", ...(namespace && { namespace }) });
    return (await this.request("POST", path, object)) as T & Stored;
  }

  /** Server-side apply. Conflicts with other managers are resolved in favour of this one. */
  async apply<T extends KubernetesObject>(
    object: T,
    { fieldManager = "test", dryRun = false } = {},
  ): Promise<T & Stored> {
    const path = await this.path(kindOf(object), object.metadata as Ref);
    const query = new URLSearchParams({ fieldManager, force: "true", ...(dryRun && { dryRun: "All" }) });
    const type = "application/apply-patch+yaml";
    return (await this.request("PATCH", `${path}?${query}`, object, type)) as T & Stored;
  }

  async replace<T extends KubernetesObject>(
    object: T,
    { subresource }: { subresource?: string } = {},
  ): Promise<T & Stored> {
    const path = await this.path(kindOf(object), object.metadata as Ref, subresource);
    return (await this.request("PUT", path, object)) as T & Stored;
  }

  async patch<K extends KindKey>(
    kind: K,
    ref: Ref,
    patch: unknown,
    { type = "merge", subresource }: { type?: keyof typeof patchTypes; subresource?: string } = {},
  ): Promise<StoredObject<K>> {
    const path = await this.path(kind, ref, subresource);
    return (await this.request("PATCH", path, patch, patchTypes[type])) as StoredObject<K>;
  }

  /**
   * Asks for the deletion of an object.
   *
   * @param uid the object's; another one of its name is not meant
   * @returns whether there was one
   */
  async delete(
    kind: KindKey,
    ref: Ref,
    { propagationPolicy = "Background", uid }: DeleteOptions = {},
  ): Promise<boolean> {
    const path = await this.path(kind, ref);
    try {
      await this.request("DELETE", path, { propagationPolicy, ...(uid && { preconditions: { uid } }) });
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return false;
      throw error;
    }
  }

  /**
   * What is there (as ADDED) and then what happens, until the signal or the server ends it.
   *
   * A watch that is opened within two seconds of its CRD's creation may stay silent for ever.
   *
   * @param resourceVersion of a list: then what has happened since, and not what is there
   */
  async *watch<K extends KindKey>(
    kind: K,
    { signal, resourceVersion, ...selection }: Selection & { signal: AbortSignal; resourceVersion?: string },
  ): AsyncGenerator<WatchEvent<K>> {
    const query = { watch: "true", ...(resourceVersion && { resourceVersion }) };
    const path = await this.#collection(kind, selection, query);
    const response = await this.send("GET", path, { signal });
    try {
      for await (const line of createInterface({ input: response })) {
        const event = JSON.parse(line) as WatchEvent<K> | { type: "ERROR"; object: object };
        if (event.type === "ERROR") throw new ApiError(`watch ${path}`, 410, JSON.stringify(event.object));
        yield event;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      response.destroy();
    }
  }

  /** The path of an object; with an empty name, that of its collection. */
  async path(kind: KindKey, { name, namespace }: Ref, subresource?: string): Promise<string> {
    const [kindName, apiVersion] = split(kind);
    const { resource, namespaced } = await this.resources.find({ apiVersion, kind: kindName });
    if (namespaced && name && !namespace) throw new Error(`${kind} ${name} needs a namespace`);
    const parts = [
      rootOf(apiVersion),
      ...(namespaced && namespace ? ["namespaces", namespace] : []),
      resource,
      name,
      subresource,
    ];
    return parts.filter(Boolean).join("/");
  }

  async #collection(kind: KindKey, { namespace, labelSelector }: Selection, more = {}): Promise<string> {
    const path = await this.path(kind, { name: "", ...(namespace && { namespace }) });
    return `${path}?${new URLSearchParams({ ...more, ...(labelSelector && { labelSelector }) })}`;
  }
}

/** `StatefulSet.apps/v1` is the kind `StatefulSet` in `apps/v1`. */
function split(kind: KindKey): [kind: string, apiVersion: string] {
  const dot = kind.indexOf(".");
  return [kind.slice(0, dot), kind.slice(dot + 1)];
}
