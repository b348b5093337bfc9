/** One registration at work: it watches, queues the parents that something happened to, and syncs them. */
import { isDeepStrictEqual } from "node:util";
import { readSyncAnswer, type SyncAnswer } from "./answer.ts";
import { claimChildren } from "./claim-children.ts";
import type { EventRecorder } from "./event-recorder.ts";
import { Finalizer } from "./finalizer.ts";
import type { Informer, Informers } from "./informer.ts";
import { isEmpty, type LabelSelector, matches } from "./label-selector.ts";
import { type ChildManager, manageChildren } from "./manage-children.ts";
import { ObjectMap } from "./object-map.ts";
import type { CompositeController, UpdateMethod } from "./registration.ts";
import { assertPlayable } from "./registration.ts";
import { RelatedObjects } from "./related-objects.ts";
import {
  controllerOf,
  describe,
  groupOf,
  isStoreError,
  type JsonObject,
  type KubeObject,
  keyOf,
  type Ref,
  type Resource,
  readModifyWrite,
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

/** A sync as it went. */
export interface Sync {
  controller: string;
  parent: KubeObject;
  hook: "sync" | "finalize";
  /** Absent where something failed before the answer came. */
  answer?: SyncAnswer;
  error?: Error;
}

const controllerUid = "controller-uid";

export class ParentController {
  readonly #controller: CompositeController;
  readonly #around: Surroundings;
  readonly #parents: Informer;
  readonly #children: Informer[];
  readonly #manager: ChildManager;
  readonly #sync: Webhook;
  readonly #finalize: Webhook | undefined;
  readonly #related: RelatedObjects | undefined;
  readonly #finalizer: Finalizer;
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
    this.#manager = { ...around.children, method: (resource) => this.#methodOf(resource) };
    this.#sync = new Webhook(sync ?? {}, around.hooks);
    this.#finalize = finalize && new Webhook(finalize, around.hooks);
    this.#related =
      customize &&
      new RelatedObjects(controller, new Webhook(customize, around.hooks), around.informers, (...versions) =>
        this.#relatedChanged(versions),
      );
    this.#finalizer = new Finalizer(controller.metadata.name, finalize !== undefined);
    this.#queue = new WorkQueue(around.onIdle);
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
          // The same version again is a list that was read anew, not a change.
          if (before.metadata.resourceVersion !== now.metadata.resourceVersion) this.#childChanged(now);
        },
        removed: (child) => this.#childRemoved(child),
      });
    }
  }

  #enqueueParent(parent: KubeObject) {
    if (this.#isOurs(parent)) this.enqueue(refOf(parent));
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
      const selector = this.#tryGetSelector(parent);
      if (selector && matches(selector, child.metadata.labels)) this.#enqueueParent(parent);
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
      hook: this.#isToFinalize(parent) ? "finalize" : "sync",
    };
    try {
      await this.#syncParent(structuredClone(parent), record);
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

  async #syncParent(seen: KubeObject, record: Sync) {
    const { store } = this.#around;
    if (!this.#isOurs(seen)) return;
    // Before anything else, so that whatever is done from here on can be cleaned up.
    let parent = await this.#finalizer.ensure(store, this.#parents.resource, seen);
    if (!this.#isOurs(parent)) return;
    record.parent = parent;

    const observed = await this.#observedChildren(parent);
    const related = (await this.#related?.of(parent)) ?? new ObjectMap();
    const answer = await this.#ask(parent, observed, related);
    record.answer = answer;

    if (answer.resyncAfterSeconds > 0) {
      this.#queue.addAfter(keyOf(refOf(parent)), answer.resyncAfterSeconds * 1000, { retry: false });
    }
    if (answer.finalized) {
      parent = await this.#finalizer.remove(store, this.#parents.resource, parent);
    }

    const desired = ObjectMap.of(answer.children);
    this.#labelChildren(parent, desired);
    let failure: unknown;
    if (!parent.metadata.deletionTimestamp || this.#finalizer.mayManage(parent)) {
      await manageChildren(this.#manager, parent, observed, desired).catch((error) => {
        failure = error;
      });
    }
    // Even when a child failed: the status is where a person looks first.
    await this.#writeStatus(parent, answer.status);
    if (failure) throw failure;
  }

  async #observedChildren(parent: KubeObject): Promise<ObjectMap> {
    const selector = this.#selector(parent);
    const map = new ObjectMap();
    for (const informer of this.#children) {
      map.addKind(informer.resource);
      const { store } = this.#around;
      const children = await claimChildren(store, this.#parents.resource, parent, selector, informer);
      for (const child of children) map.add(child);
    }
    return map;
  }

  async #ask(parent: KubeObject, children: ObjectMap, related: ObjectMap): Promise<SyncAnswer> {
    const finalizing = this.#isToFinalize(parent);
    const hook = finalizing ? this.#finalize! : this.#sync;
    let answer: SyncAnswer;
    try {
      const request = { controller: this.#controller, parent, children, related, finalizing };
      answer = readSyncAnswer(await hook.call(parent, request), hook.strict);
    } catch (error) {
      if (error instanceof TooManyRequests) throw error;
      const name = finalizing ? "finalize" : "sync";
      throw new Error(`the ${name} hook failed for ${describe(parent)}: ${(error as Error).message}`);
    }
    // A child's namespace is the parent's unless it names another one, which nothing forbids.
    for (const { metadata } of answer.children) {
      if (!metadata.namespace && parent.metadata.namespace) metadata.namespace = parent.metadata.namespace;
    }
    return answer;
  }

  /** @throws Error when a child would be an orphan as soon as it is created */
  #labelChildren(parent: KubeObject, desired: ObjectMap) {
    const selector = this.#selector(parent);
    for (const child of desired.objects()) {
      if (this.#controller.spec.generateSelector) {
        child.metadata.labels = { [controllerUid]: parent.metadata.uid!, ...child.metadata.labels };
      }
      if (!matches(selector, child.metadata.labels)) {
        throw new Error(`the labels of ${describe(child)} do not match the selector of ${describe(parent)}`);
      }
    }
  }

  async #writeStatus(parent: KubeObject, status: JsonObject) {
    const wanted = { ...status, observedGeneration: parent.metadata.generation ?? 0 };
    try {
      await readModifyWrite(
        this.#around.store,
        this.#parents.resource,
        parent,
        (current) => {
          if (isDeepStrictEqual(current.status, wanted)) return false;
          current.status = wanted;
          return true;
        },
        "updateStatus",
      );
    } catch (error) {
      // Gone: nobody left to tell. Changed all the time: the next sync is on its way.
      if (!isStoreError(error, "NotFound", "Conflict")) throw error;
    }
  }

  #isToFinalize(parent: KubeObject): boolean {
    const leaving = parent.metadata.deletionTimestamp !== undefined || !this.#isSelected(parent);
    return this.#finalize !== undefined && leaving;
  }

  // Selectors

  #isSelected = ({ metadata: { labels } }: KubeObject): boolean =>
    matches(this.#controller.spec.parentResource.labelSelector, labels);

  #isOurs = (parent: KubeObject): boolean => this.#finalizer.isOn(parent) || this.#isSelected(parent);

  /** @throws Error when the parent itself should hold the selector and does not */
  #selector(parent: KubeObject): LabelSelector {
    if (this.#controller.spec.generateSelector)
      return { matchLabels: { [controllerUid]: parent.metadata.uid! } };
    const selector = (parent.spec as { selector?: LabelSelector } | undefined)?.selector;
    if (!selector || isEmpty(selector)) throw new Error(`${describe(parent)} has no spec.selector`);
    return selector;
  }

  #tryGetSelector(parent: KubeObject): LabelSelector | undefined {
    try {
      return this.#selector(parent);
    } catch {
      return undefined;
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
