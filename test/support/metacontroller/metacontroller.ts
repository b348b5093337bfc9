/**
 * A test double of Metacontroller 4.17: it does to a store and to the hooks what the real one does, for
 * composite controllers with version 2 hooks.
 *
 * It exists because the real one cannot be had from a package registry. Where the two differ the real one is
 * right. It never ships.
 */

import { dynamicApply } from "./dynamic-apply.ts";
import { EventRecorder } from "./event-recorder.ts";
import { Informers } from "./informer.ts";
import { ParentController } from "./parent-controller.ts";
import type { Sync } from "./parent-sync.ts";
import type { CompositeController } from "./registration.ts";
import { serverSideApply } from "./server-side-apply.ts";
import type { Ref, Store } from "./store.ts";
import type { HookAccess } from "./webhook.ts";

export type ApplyStrategy = "dynamic-apply" | "server-side-apply";

export interface MetacontrollerOptions {
  store: Store;
  controllers: CompositeController[];
  /** Default: dynamic-apply, as in the real one. */
  strategy?: ApplyStrategy;
  /** Default: metacontroller. */
  fieldManager?: string;
  hooks?: HookAccess;
  /** Parents that are synced at the same time, for each controller. Default: 5. */
  workers?: number;
  /** Decides the order of children inside a kind. The same seed gives the same order. */
  seed?: number;
  /** Default: the wall clock. Only for events. */
  now?: () => Date;
  /** Called after each sync, with its answer or its error. */
  onSync?: (sync: Sync) => void;
}

export interface Metacontroller {
  /**
   * Resolves once nothing is queued, under way or to be tried again; resyncs may still lie ahead.
   *
   * @throws Error naming who is still busy after so many milliseconds, and the last error of each; or when it
   * is stopped
   */
  settled(timeout?: number): Promise<void>;
  /** Syncs a parent although nothing happened to it. */
  sync(parent: { apiVersion: string; kind: string; metadata: Ref }): void;
  stop(): Promise<void>;
}

/** @throws StoreError when a kind of a registration is not served */
export async function startMetacontroller(options: MetacontrollerOptions): Promise<Metacontroller> {
  const { store, strategy = "dynamic-apply", fieldManager = "metacontroller", workers = 5 } = options;
  const informers = new Informers(store);
  const errors = new Map<string, string>();
  const idleListeners = new Set<() => void>();
  const random = randomFrom(options.seed ?? 1);

  const around = {
    store,
    informers,
    events: new EventRecorder(store, options.now ?? (() => new Date())),
    children: {
      store,
      applier: strategy === "dynamic-apply" ? dynamicApply(store) : serverSideApply(store, fieldManager),
      shuffled: <T>(items: T[]) => shuffle(items, random),
    },
    hooks: options.hooks ?? {},
    observe(sync: Sync) {
      const { kind, metadata } = sync.parent;
      const name = [metadata.namespace, metadata.name].filter(Boolean).join("/");
      if (sync.error) errors.set(`${kind} ${name}`, sync.error.message);
      else errors.delete(`${kind} ${name}`);
      options.onSync?.(sync);
    },
    onIdle() {
      for (const listener of idleListeners) listener();
    },
  };
  const controllers: ParentController[] = [];
  const stopped = new AbortController();
  const stop = async () => {
    stopped.abort(new Error("stopped before everything had settled"));
    for (const controller of controllers) controller.stop();
    await informers.stop();
  };
  try {
    for (const controller of options.controllers) {
      controllers.push(await ParentController.start(controller, around, workers));
    }
  } catch (error) {
    await stop();
    throw error;
  }

  const busy = () => controllers.flatMap((controller) => controller.busy);

  /** Resolves when nothing has been busy for as long as an event of the last write may still be under way. */
  async function rest(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      let pause: NodeJS.Timeout | undefined;
      const check = () => {
        clearTimeout(pause);
        if (busy().length > 0) return;
        pause = setTimeout(() => (busy().length > 0 ? undefined : finish(resolve)), store.watchDelay);
      };
      const finish = (end: () => void) => {
        clearTimeout(pause);
        idleListeners.delete(check);
        signal.removeEventListener("abort", abort);
        end();
      };
      const abort = () => finish(() => reject(signal.reason));
      signal.addEventListener("abort", abort, { once: true });
      idleListeners.add(check);
      check();
    });
  }

  return {
    async settled(timeout = 30_000) {
      const late = new AbortController();
      const timer = setTimeout(() => {
        const reasons = busy().map((who) => (errors.has(who) ? `${who} (${errors.get(who)})` : who));
        late.abort(new Error(`not settled after ${timeout / 1000} s: ${reasons.join(", ") || "new syncs"}`));
      }, timeout);
      try {
        await rest(AbortSignal.any([late.signal, stopped.signal]));
      } finally {
        clearTimeout(timer);
      }
    },
    sync(parent) {
      const responsible = controllers.filter((controller) => controller.isFor(parent));
      if (responsible.length === 0) throw new Error(`no controller is registered for ${parent.kind}`);
      for (const controller of responsible) controller.enqueue(parent.metadata);
    },
    stop,
  };
}

function shuffle<T>(items: T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Numbers in [0, 1) that look random and are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
