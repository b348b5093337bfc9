/**
 * A local copy of all objects of one kind, kept up to date by a watch, and what happens when it changes.
 *
 * Metacontroller decides from such copies, not from fresh reads: what it sees can be a moment old, and a write
 * that builds on it can meet a conflict.
 */
import { type KubeObject, keyOf, type Ref, type Resource, refOf, type Store, type Watch } from "./store.ts";

export interface InformerHandlers {
  added(object: KubeObject): void;
  /** Also called, with one and the same version twice, when everything was listed again. */
  updated(before: KubeObject, now: KubeObject): void;
  removed(object: KubeObject): void;
}

export class Informer {
  readonly resource: Resource;
  readonly #objects = new Map<string, KubeObject>();
  readonly #handlers = new Set<InformerHandlers>();
  #watch: Watch | undefined;

  private constructor(resource: Resource) {
    this.resource = resource;
  }

  /** Resolves once the copy is complete. */
  static async start(store: Store, resource: Resource): Promise<Informer> {
    const informer = new Informer(resource);
    informer.#watch = await store.watch(resource, {
      replaced: (objects) => informer.#replace(objects),
      changed: (object) => informer.#put(object),
      removed: (object) => informer.#remove(object),
    });
    return informer;
  }

  /** Calls `added` for everything that is already there. */
  subscribe(handlers: InformerHandlers): void {
    this.#handlers.add(handlers);
    for (const object of this.#objects.values()) handlers.added(object);
  }

  /** @returns the object itself, not a copy: it must not be changed */
  get(ref: Ref): KubeObject | undefined {
    return this.#objects.get(keyOf(ref));
  }

  /** @param namespace empty for all */
  list(namespace?: string | null): KubeObject[] {
    const all = [...this.#objects.values()];
    return namespace ? all.filter(({ metadata }) => metadata.namespace === namespace) : all;
  }

  stop(): void {
    this.#handlers.clear();
    this.#watch?.stop();
  }

  #replace(objects: KubeObject[]) {
    const present = new Set(objects.map((object) => keyOf(refOf(object))));
    const gone = [...this.#objects].filter(([key]) => !present.has(key));
    for (const [, object] of gone) this.#remove(object);
    for (const object of objects) this.#put(object);
  }

  #put(object: KubeObject) {
    const key = keyOf(refOf(object));
    const before = this.#objects.get(key);
    this.#objects.set(key, object);
    for (const handlers of this.#handlers) {
      if (before) handlers.updated(before, object);
      else handlers.added(object);
    }
  }

  #remove(object: KubeObject) {
    this.#objects.delete(keyOf(refOf(object)));
    for (const handlers of this.#handlers) handlers.removed(object);
  }
}

/** One informer for each kind, shared by everything that looks at the kind. */
export class Informers {
  readonly #store: Store;
  readonly #started = new Map<string, Promise<Informer>>();

  constructor(store: Store) {
    this.#store = store;
  }

  async of(apiVersion: string, resource: string): Promise<Informer> {
    const key = `${apiVersion}/${resource}`;
    let informer = this.#started.get(key);
    if (!informer) {
      informer = this.#store
        .resource(apiVersion, resource)
        .then((found) => Informer.start(this.#store, found));
      this.#started.set(key, informer);
      // A kind that is not served yet may be served when it is asked for the next time.
      informer.catch(() => this.#started.delete(key));
    }
    return informer;
  }

  async stop(): Promise<void> {
    const informers = await Promise.allSettled(this.#started.values());
    for (const result of informers) if (result.status === "fulfilled") result.value.stop();
  }
}
