/** Objects in a real API server, over its REST API. */
import { createInterface } from "node:readline";
import type { ApiAccess } from "./api-access.ts";
import { open, send } from "./http.ts";
import {
  type JsonObject,
  type KubeObject,
  type Ref,
  type Resource,
  refOf,
  type Store,
  StoreError,
  type StoreErrorReason,
  type WatchListener,
} from "./store.ts";

const json = "application/json";
/** Its first word becomes the manager's name in managedFields, for what is not applied under a name of its own. */
const userAgent = "metacontroller";
const mostAttempts = 10;
const applyPatch = "application/apply-patch+yaml";
const mergePatch = "application/merge-patch+json";
const jsonPatch = "application/json-patch+json";

interface ResourceList {
  resources: { name: string; kind: string; namespaced: boolean }[];
}

interface ObjectList {
  metadata: { resourceVersion: string };
  items: KubeObject[];
}

type WatchEvent =
  | { type: "ADDED" | "MODIFIED" | "DELETED"; object: KubeObject }
  | { type: "ERROR"; object: { message?: string } };

export class ApiServerStore implements Store {
  /** Longer than a watch event takes on a busy machine, and short enough to be waited for in every test. */
  readonly watchDelay = 250;
  readonly #access: ApiAccess;
  readonly #discovered = new Map<string, Promise<Resource[]>>();

  constructor(access: ApiAccess) {
    this.#access = access;
  }

  resource(apiVersion: string, resource: string): Promise<Resource> {
    return this.#discover(apiVersion, resource, (one) => one.resource === resource);
  }

  kind(apiVersion: string, kind: string): Promise<Resource> {
    return this.#discover(apiVersion, kind, (one) => one.kind === kind);
  }

  get(resource: Resource, ref: Ref): Promise<KubeObject> {
    return this.#request<KubeObject>("GET", pathOf(resource, ref));
  }

  create(resource: Resource, object: KubeObject): Promise<KubeObject> {
    return this.#request("POST", pathOf(resource, { namespace: object.metadata.namespace }), object);
  }

  update(resource: Resource, object: KubeObject): Promise<KubeObject> {
    return this.#request("PUT", pathOf(resource, refOf(object)), object);
  }

  updateStatus(resource: Resource, object: KubeObject): Promise<KubeObject> {
    const path = pathOf(resource, refOf(object));
    return this.#request("PUT", resource.hasStatus ? `${path}/status` : path, object);
  }

  apply(
    resource: Resource,
    object: KubeObject,
    { fieldManager, dryRun }: { fieldManager: string; dryRun?: boolean },
  ): Promise<KubeObject> {
    const query = new URLSearchParams({ fieldManager, force: "true", ...(dryRun && { dryRun: "All" }) });
    return this.#request("PATCH", `${pathOf(resource, refOf(object))}?${query}`, object, applyPatch);
  }

  removeAnnotation(resource: Resource, ref: Ref, annotation: string): Promise<KubeObject> {
    const pointer = annotation.replaceAll("~", "~0").replaceAll("/", "~1");
    const operations = [{ op: "remove", path: `/metadata/annotations/${pointer}` }];
    return this.#request("PATCH", pathOf(resource, ref), operations, jsonPatch);
  }

  merge(resource: Resource, ref: Ref, patch: JsonObject): Promise<KubeObject> {
    return this.#request("PATCH", pathOf(resource, ref), patch, mergePatch);
  }

  async delete(resource: Resource, ref: Ref, uid: string): Promise<void> {
    const options = { preconditions: { uid }, propagationPolicy: "Background" };
    await this.#request("DELETE", pathOf(resource, ref), options);
  }

  async watch(resource: Resource, listener: WatchListener): Promise<{ stop(): void }> {
    const stopped = new AbortController();
    const version = await this.#list(resource, listener);
    void this.#follow(resource, version, listener, stopped.signal);
    return { stop: () => stopped.abort() };
  }

  /** All there are, and the version from which a watch goes on. */
  async list(resource: Resource): Promise<{ objects: KubeObject[]; version: string }> {
    const { items, metadata } = await this.#request<ObjectList>("GET", pathOf(resource));
    const { apiVersion, kind } = resource;
    // In a list the server leaves these two out of the items.
    return {
      objects: items.map((item) => ({ ...item, apiVersion, kind })),
      version: metadata.resourceVersion,
    };
  }

  /** @returns the version from which the watch goes on */
  async #list(resource: Resource, listener: WatchListener): Promise<string> {
    const { objects, version } = await this.list(resource);
    listener.replaced(objects);
    return version;
  }

  /** The server ends every watch sooner or later, and forgets versions: then all is listed anew. */
  async #follow(resource: Resource, from: string, listener: WatchListener, signal: AbortSignal) {
    let version: string | undefined = from;
    while (!signal.aborted) {
      try {
        version ??= await this.#list(resource, listener);
        version = await this.#stream(resource, version, listener, signal);
      } catch {
        if (signal.aborted) return;
        version = undefined;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  /** @returns the last version seen, or undefined when the server does not go on from it */
  async #stream(resource: Resource, from: string, listener: WatchListener, signal: AbortSignal) {
    const query = new URLSearchParams({ watch: "true", resourceVersion: from });
    const answer = await open({
      method: "GET",
      url: `${this.#access.server}${pathOf(resource)}?${query}`,
      headers: { Accept: json, ...this.#access.headers },
      signal,
      ...(this.#access.ca && { ca: this.#access.ca }),
    });
    if (answer.statusCode !== 200) {
      answer.resume();
      throw new Error(`the watch on ${resource.resource} was answered with status ${answer.statusCode}`);
    }
    let version = from;
    for await (const line of createInterface({ input: answer })) {
      const event = JSON.parse(line) as WatchEvent;
      if (event.type === "ERROR") return undefined;
      version = event.object.metadata.resourceVersion!;
      if (event.type === "DELETED") listener.removed(event.object);
      else listener.changed(event.object);
    }
    return version;
  }

  /** What is missing is looked up anew each time: a CRD may have brought it since. */
  async #discover(apiVersion: string, name: string, is: (resource: Resource) => boolean): Promise<Resource> {
    const known = (await this.#discovered.get(apiVersion)?.catch(() => []))?.find(is);
    if (known) return known;
    const served = this.#resources(apiVersion);
    this.#discovered.set(apiVersion, served);
    const found = (await served).find(is);
    if (!found) throw new StoreError("NotFound", `${name} is not served in ${apiVersion}`);
    return found;
  }

  async #resources(apiVersion: string): Promise<Resource[]> {
    const { resources } = await this.#request<ResourceList>("GET", rootOf(apiVersion));
    const names = new Set(resources.map(({ name }) => name));
    return resources
      .filter(({ name }) => !name.includes("/"))
      .map(({ name, kind, namespaced }) => ({
        apiVersion,
        resource: name,
        kind,
        namespaced,
        hasStatus: names.has(`${name}/status`),
      }));
  }

  async #request<T = KubeObject>(
    method: string,
    path: string,
    content?: unknown,
    contentType = json,
  ): Promise<T> {
    const { server, ca, headers } = this.#access;
    for (let attempt = 1; ; attempt++) {
      const answer = await send({
        method,
        url: server + path,
        headers: { Accept: json, "Content-Type": contentType, "User-Agent": userAgent, ...headers },
        ...(content !== undefined && { body: JSON.stringify(content) }),
        ...(ca && { ca }),
      });
      if (answer.status < 300) return JSON.parse(answer.body) as T;
      // A CRD's storage that is not ready yet, or too many requests: as client-go does, wait as long as it says.
      if (answer.status !== 429 || attempt === mostAttempts) throw refusal(answer.status, answer.body);
      const seconds = Number(answer.headers["retry-after"] ?? 1);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }
}

const rootOf = (apiVersion: string) => `${apiVersion.includes("/") ? "/apis" : "/api"}/${apiVersion}`;

/** Without a name, the path of the collection. */
function pathOf(
  { apiVersion, resource, namespaced }: Resource,
  { namespace, name }: Partial<Ref> = {},
): string {
  const scope = namespaced && namespace ? ["namespaces", namespace] : [];
  return [rootOf(apiVersion), ...scope, resource, ...(name ? [name] : [])].join("/");
}

const reasons: readonly string[] = [
  "NotFound",
  "AlreadyExists",
  "Conflict",
  "Invalid",
  "BadRequest",
  "Forbidden",
];

/** The server's refusal is a metav1.Status, or a line of text when it did not get that far. */
function refusal(status: number, body: string): StoreError {
  let answer: { reason?: string; message?: string } = {};
  try {
    answer = JSON.parse(body);
  } catch {
    answer = { message: body };
  }
  const reason = reasons.includes(answer.reason ?? "") ? (answer.reason as StoreErrorReason) : "Other";
  return new StoreError(reason, `${answer.message} (${status})`);
}
