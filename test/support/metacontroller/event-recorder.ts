/** Events about parents. One that happens again is counted, not written a second time. */
import { isStoreError, type KubeObject, type Resource, readModifyWrite, type Store } from "./store.ts";

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
        await this.#countAgain(events, await written);
        return;
      } catch (error) {
        if (!isStoreError(error, "NotFound")) throw error;
      }
    }
    const created = this.#store.create(events, this.#event(about, reason, message));
    this.#written.set(key, created);
    created.catch(() => this.#written.delete(key));
    await created;
  }

  async #countAgain(events: Resource, event: KubeObject) {
    await readModifyWrite(this.#store, events, event, (current) => {
      current.count = Number(current.count ?? 1) + 1;
      current.lastTimestamp = this.#timestamp();
      return true;
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
