/** Objects in a real API server. */
import { setTimeout as sleep } from "node:timers/promises";
import type { KindKey, KubernetesObject } from "../../../src/kubernetes/object.ts";
import type { Access } from "../kubernetes-client/access.ts";
import { Client } from "../kubernetes-client/client.ts";
import { ApiError } from "../kubernetes-client/connection.ts";
import {
  type ApplyOptions,
  type JsonObject,
  type KubeObject,
  type Ref,
  type Resource,
  type Store,
  StoreError,
  type StoreErrorReason,
  type WatchListener,
} from "./store.ts";

/** Its first word becomes the manager's name in managedFields, for what is not applied under a name of its own. */
const USER_AGENT = "metacontroller";
const RELIST_MS = 200;

export class ApiServerStore implements Store {
  /** Longer than a watch event takes on a busy machine, and short enough to be waited for in every test. */
  readonly watchDelay = 250;
  readonly #client: Client;

  constructor(access: Access) {
    this.#client = new Client({ ...access, headers: { ...access.headers, "user-agent": USER_AGENT } });
  }

  resource(apiVersion: string, resource: string): Promise<Resource> {
    return served(this.#client.resources.find({ apiVersion, resource }));
  }

  kind(apiVersion: string, kind: string): Promise<Resource> {
    return served(this.#client.resources.find({ apiVersion, kind }));
  }

  async get(resource: Resource, ref: Ref): Promise<KubeObject> {
    const found = await served(this.#client.get(kindOf(resource), ref));
    if (!found) throw notFound(resource, ref);
    return found as unknown as KubeObject;
  }

  create(_: Resource, object: KubeObject): Promise<KubeObject> {
    return stored(this.#client.create(typed(object)));
  }

  update(_: Resource, object: KubeObject): Promise<KubeObject> {
    return stored(this.#client.replace(typed(object)));
  }

  updateStatus({ hasStatus }: Resource, object: KubeObject): Promise<KubeObject> {
    return stored(this.#client.replace(typed(object), hasStatus ? { subresource: "status" } : {}));
  }

  apply(_: Resource, object: KubeObject, options: ApplyOptions): Promise<KubeObject> {
    return stored(this.#client.apply(typed(object), options));
  }

  removeAnnotation(resource: Resource, ref: Ref, annotation: string): Promise<KubeObject> {
    const pointer = annotation.replaceAll("~", "~0").replaceAll("/", "~1");
    const operations = [{ op: "remove", path: `/metadata/annotations/${pointer}` }];
    return stored(this.#client.patch(kindOf(resource), ref, operations, { type: "json" }));
  }

  merge(resource: Resource, ref: Ref, patch: JsonObject): Promise<KubeObject> {
    return stored(this.#client.patch(kindOf(resource), ref, patch));
  }

  async delete(resource: Resource, ref: Ref, uid: string): Promise<void> {
    if (!(await served(this.#client.delete(kindOf(resource), ref, { uid })))) throw notFound(resource, ref);
  }

  async list(resource: Resource): Promise<KubeObject[]> {
    return (await served(this.#client.list(kindOf(resource)))) as unknown as KubeObject[];
  }

  async watch(resource: Resource, listener: WatchListener): Promise<{ stop(): void }> {
    const stopped = new AbortController();
    const version = await this.#list(resource, listener);
    void this.#follow(resource, version, listener, stopped.signal);
    return { stop: () => stopped.abort() };
  }

  /** @returns the version from which a watch goes on */
  async #list(resource: Resource, listener: WatchListener): Promise<string> {
    const { items, resourceVersion } = await served(this.#client.listed(kindOf(resource)));
    listener.replaced(items as unknown as KubeObject[]);
    return resourceVersion;
  }

  /** The server ends every watch sooner or later, and forgets versions: then all is listed again. */
  async #follow(resource: Resource, from: string, listener: WatchListener, signal: AbortSignal) {
    const kind = kindOf(resource);
    let version: string | undefined = from;
    while (!signal.aborted) {
      try {
        const resourceVersion: string = version ?? (await this.#list(resource, listener));
        version = resourceVersion;
        for await (const { type, object } of this.#client.watch(kind, { signal, resourceVersion })) {
          version = object.metadata.resourceVersion;
          if (type === "DELETED") listener.removed(object as unknown as KubeObject);
          else listener.changed(object as unknown as KubeObject);
        }
      } catch {
        if (signal.aborted) return;
        version = undefined;
        await sleep(RELIST_MS);
      }
    }
  }
}

const kindOf = ({ apiVersion, kind }: Resource): KindKey => `${kind}.${apiVersion}`;

/** Types alone: what the loop writes is complete, as the server's own types demand it. */
const typed = (object: KubeObject) => object as unknown as KubernetesObject;

const notFound = ({ kind }: Resource, { name }: Ref) =>
  new StoreError("NotFound", `there is no ${kind} ${name} (404)`);

const REASONS: readonly string[] = [
  "NotFound",
  "AlreadyExists",
  "Conflict",
  "Invalid",
  "BadRequest",
  "Forbidden",
] satisfies StoreErrorReason[];

const stored = (answer: Promise<object>) => served(answer) as Promise<KubeObject>;

/** The answer; the server's refusal as the store's. */
async function served<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const reason = REASONS.includes(error.reason) ? (error.reason as StoreErrorReason) : "Other";
    throw new StoreError(reason, `${error.said} (${error.code})`);
  }
}
