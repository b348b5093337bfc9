/** Events about parents. One that happens again is counted, not written a second time. */
import { isStoreError, type KubeObject, type Resource, type Store } from "./store.ts";

export class EventRecorder {
  readonly #store: Store;
  readonly #now: () => Date;
  readonly #written = new Map<string, Promise<KubeObject>>();
  #count = 0;

  constructor(store: Store, now: () => Date) {
    this.#store = store;
    this.#now = now;
  }

  /** Never fails: what happened matters more than that it was written down. */
  async warn(about: KubeObject, reason: string, message: string): Promise<void> {
    try {
      await this.#record(about, reason, message);
    } catch {
      // The next failure tries again.
    }
  }

  async #record(about: KubeObject, reason: string, message: string) {
    const events = await this.#store.resource("v1", "events");
    const key = [about.metadata.uid, reason, message].join("\n");
    const written = this.#written.get(key);
    if (written) {
      try {
        const counted = this.#countAgain(events, await written);
        this.#written.set(key, counted);
        await counted;
        return;
      } catch (error) {
        this.#written.delete(key);
        if (!isStoreError(error, "NotFound")) throw error;
      }
    }
    const created = this.#store.create(events, this.#event(about, reason, message));
    this.#written.set(key, created);
    created.catch(() => this.#written.delete(key));
    await created;
  }

  /** Goes by what was written last, and does not look: recording events takes no right to read them. */
  async #countAgain(events: Resource, { metadata, count }: KubeObject): Promise<KubeObject> {
    return this.#store.merge(events, metadata, {
      count: Number(count ?? 1) + 1,
      lastTimestamp: this.#timestamp(),
    });
  }

  #event({ apiVersion, kind, metadata }: KubeObject, reason: string, message: string): KubeObject {
    const { name, namespace = "default", uid, resourceVersion } = metadata;
    const moment = this.#timestamp();
    // Unique among restarts as well: the clock, and a count for what happens within one of its ticks.
    const suffix = (this.#now().getTime() * 1000 + this.#count++).toString(16);
    return {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: `${name}.${suffix}`, namespace },
      involvedObject: { apiVersion, kind, name, namespace: metadata.namespace, uid, resourceVersion },
      type: "Warning",
      reason,
      message,
      source: { component: "metacontroller" },
      firstTimestamp: moment,
      lastTimestamp: moment,
      count: 1,
    };
  }

  #timestamp(): string {
    return this.#now()
      .toISOString()
      .replace(/\.\d+Z$/, "Z");
  }
}
