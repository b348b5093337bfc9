/** One registration at work: it watches, queues the parents that something happened to, and syncs them. */
import type { EventRecorder } from "./event-recorder.ts";
import { Finalizer } from "./finalizer.ts";
import type { Informer, Informers } from "./informer.ts";
import type { ChildManager } from "./manage-children.ts";
import { ParentSelection } from "./parent-selection.ts";
import { ParentSync, type Sync } from "./parent-sync.ts";
import {
  assertPlayable,
  type CompositeController,
  type HookSpec,
  type UpdateMethod,
} from "./registration.ts";
import { RelatedObjects } from "./related-objects.ts";
import {
  controllerOf,
  groupOf,
  type KubeObject,
  keyOf,
  type Ref,
  type Resource,
  refOf,
  type Store,
} from "./store.ts";
import { type HookAccess, TooManyRequests, Webhook } from "./webhook.ts";
import { WorkQueue } from "./work-queue.ts";

/** What a controller shares with the others. */
export interface Surroundings {
  store: Store;
  informers: Informers;
  events: EventRecorder;
  children: Omit<ChildManager, "method">;
  hooks: HookAccess;
  /** Called after each sync. */
  observe(sync: Sync): void;
  /** Called when the controller may have come to rest. */
  onIdle(): void;
}

export class ParentController {
  readonly #controller: CompositeController;
  readonly #around: Surroundings;
  readonly #parents: Informer;
  readonly #children: Informer[];
  readonly #related: RelatedObjects | undefined;
  readonly #selection: ParentSelection;
  readonly #sync: ParentSync;
  readonly #queue: WorkQueue;
  #lookups = 0;
  #resync: NodeJS.Timeout | undefined;

  private constructor(
    controller: CompositeController,
    around: Surroundings,
    parents: Informer,
    children: Informer[],
  ) {
    const { sync, finalize, customize } = controller.spec.hooks ?? {};
    this.#controller = controller;
    this.#around = around;
    this.#parents = parents;
    this.#children = children;
    this.#queue = new WorkQueue(around.onIdle);
    const hook = (spec: HookSpec | undefined) => spec && new Webhook(spec, around.hooks);
    const customizeHook = hook(customize);
    this.#related =
      customizeHook &&
      new RelatedObjects(controller, customizeHook, around.informers, (...versions) =>
        this.#relatedChanged(versions),
      );
    const finalizer = new Finalizer(controller.metadata.name, finalize !== undefined);
    this.#selection = new ParentSelection(controller, finalizer);
    this.#sync = new ParentSync({
      store: around.store,
      controller,
      parents,
      children,
      manager: { ...around.children, method: (resource) => this.#methodOf(resource) },
      selection: this.#selection,
      finalizer,
      hooks: { sync: hook(sync)!, finalize: hook(finalize) },
      related: this.#related,
      resyncAfter: (parent, seconds) =>
        this.#queue.addAfter(keyOf(refOf(parent)), seconds * 1000, { retry: false }),
    });
  }

  /**
   * Resolves once everything is watched and the workers run.
   *
   * @throws StoreError when a registered kind is not served: then nothing of the controller starts
   */
  static async start(
    controller: CompositeController,
    around: Surroundings,
    workers: number,
  ): Promise<ParentController> {
    assertPlayable(controller);
    const { parentResource, childResources = [], resyncPeriodSeconds } = controller.spec;
    const parents = await around.informers.of(parentResource.apiVersion, parentResource.resource);
    const children: Informer[] = [];
    for (const { apiVersion, resource } of childResources) {
      children.push(await around.informers.of(apiVersion, resource));
    }
    const started = new ParentController(controller, around, parents, children);
    started.#subscribe();
    if (resyncPeriodSeconds) {
      const period = Math.max(resyncPeriodSeconds, 1) * 1000;
      started.#resync = setInterval(() => started.#enqueueAll(), period);
    }
    for (let worker = 0; worker < workers; worker++) void started.#work();
    return started;
  }

  stop(): void {
    clearInterval(this.#resync);
    this.#queue.close();
  }

  /** @returns what keeps the controller from being at rest: `ChronikCluster streams/prod` */
  get busy(): string[] {
    const parents = this.#queue.busy.map((key) => `${this.#parents.resource.kind} ${key}`);
    return this.#lookups > 0 ? [...parents, "a change of related objects"] : parents;
  }

  isFor({ apiVersion, kind }: { apiVersion: string; kind: string }): boolean {
    return this.#parents.resource.apiVersion === apiVersion && this.#parents.resource.kind === kind;
  }

  /** Syncs a parent although nothing happened to it. */
  enqueue(ref: Ref): void {
    this.#queue.add(keyOf(ref));
  }

  // What starts a sync

  #subscribe() {
    this.#parents.subscribe({
      added: (parent) => this.#enqueueParent(parent),
      updated: (before, now) => {
        if (!this.#isIgnored(before, now)) this.#enqueueParent(now);
      },
      removed: (parent) => this.#enqueueParent(parent),
    });
    for (const informer of this.#children) {
      informer.subscribe({
        added: (child) => this.#childChanged(child),
        updated: (before, now) => {
          // The same version again is a list that was read again, not a change.
          if (before.metadata.resourceVersion !== now.metadata.resourceVersion) this.#childChanged(now);
        },
        removed: (child) => this.#childRemoved(child),
      });
    }
  }

  #enqueueParent(parent: KubeObject) {
    if (this.#selection.has(parent)) this.enqueue(refOf(parent));
  }

  #enqueueAll() {
    for (const parent of this.#parents.list()) this.#enqueueParent(parent);
  }

  #childChanged(child: KubeObject) {
    if (child.metadata.deletionTimestamp || controllerOf(child)) {
      this.#childRemoved(child);
      return;
    }
    const { namespace } = child.metadata;
    for (const parent of this.#parents.list(this.#parents.resource.namespaced ? namespace : undefined)) {
      if (this.#selection.matches(parent, child)) this.#enqueueParent(parent);
    }
  }

  #childRemoved(child: KubeObject) {
    const owner = controllerOf(child);
    const { kind, apiVersion, namespaced } = this.#parents.resource;
    if (!owner || owner.kind !== kind || groupOf(owner.apiVersion) !== groupOf(apiVersion)) return;
    const parent = this.#parents.get({
      namespace: namespaced ? child.metadata.namespace : undefined,
      name: owner.name,
    });
    if (parent?.metadata.uid === owner.uid) this.#enqueueParent(parent);
  }

  /** Any parent may want the object, so the rules of each are needed, and their hook is asked where need be. */
  #relatedChanged(versions: KubeObject[]) {
    this.#lookups++;
    const lookups = this.#parents.list().map(async (parent) => {
      if (await this.#related?.wants(parent, versions)) this.#enqueueParent(parent);
    });
    void Promise.all(lookups).finally(() => {
      this.#lookups--;
      this.#around.onIdle();
    });
  }

  /** With ignoreStatusChanges, what leaves generation, labels and annotations alone is of no interest. */
  #isIgnored(before: KubeObject, now: KubeObject): boolean {
    if (!this.#controller.spec.parentResource.ignoreStatusChanges || now.metadata.deletionTimestamp)
      return false;
    const watched = ({ metadata: { generation, labels, annotations } }: KubeObject) =>
      JSON.stringify([generation, labels, annotations]);
    return watched(before) === watched(now);
  }

  // Working on the queue

  async #work() {
    for (let key = await this.#queue.take(); key !== undefined; key = await this.#queue.take()) {
      try {
        await this.#syncKey(key);
        this.#queue.forget(key);
      } catch (error) {
        if (error instanceof TooManyRequests) {
          this.#queue.addAfter(key, error.afterSeconds * 1000, { retry: true });
        } else {
          this.#queue.addRateLimited(key);
        }
      } finally {
        this.#queue.done(key);
      }
    }
  }

  async #syncKey(key: string) {
    const [namespace, name] = key.includes("/") ? key.split("/") : [undefined, key];
    const parent = this.#parents.get({ namespace, name: name! });
    if (!parent) return;
    const record: Sync = {
      controller: this.#controller.metadata.name,
      parent,
      hook: this.#selection.isToFinalize(parent) ? "finalize" : "sync",
    };
    try {
      await this.#sync.run(structuredClone(parent), record);
    } catch (error) {
      record.error = error as Error;
      if (!(error instanceof TooManyRequests)) {
        await this.#around.events.warn(parent, "SyncError", `Sync error: ${record.error.message}`);
      }
      throw error;
    } finally {
      this.#around.observe(record);
    }
  }

  #methodOf({ apiVersion, kind }: Resource): UpdateMethod {
    const informer = this.#children.find(
      ({ resource }) => resource.kind === kind && groupOf(resource.apiVersion) === groupOf(apiVersion),
    );
    const rules = this.#controller.spec.childResources ?? [];
    const rule = rules.find(({ resource }) => resource === informer?.resource.resource);
    return rule?.updateStrategy?.method ?? "OnDelete";
  }
}
