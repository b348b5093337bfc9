/** One sync of one parent, from the finalizer to the status. */
import { isDeepStrictEqual } from "node:util";
import { readSyncAnswer, type SyncAnswer } from "./answer.ts";
import { claimChildren } from "./claim-children.ts";
import type { Finalizer } from "./finalizer.ts";
import type { Informer } from "./informer.ts";
import { matches } from "./label-selector.ts";
import { type ChildManager, manageChildren } from "./manage-children.ts";
import { ObjectMap } from "./object-map.ts";
import { controllerUid, type ParentSelection } from "./parent-selection.ts";
import { asSent, type CompositeController } from "./registration.ts";
import type { RelatedObjects } from "./related-objects.ts";
import {
  describe,
  isStoreError,
  type JsonObject,
  type KubeObject,
  readModifyWrite,
  type Store,
} from "./store.ts";
import { TooManyRequests, type Webhook } from "./webhook.ts";

/** A sync as it went. */
export interface Sync {
  controller: string;
  parent: KubeObject;
  hook: "sync" | "finalize";
  /** Absent where something failed before the answer came. */
  answer?: SyncAnswer;
  error?: Error;
}

export interface ParentSyncParts {
  store: Store;
  controller: CompositeController;
  parents: Informer;
  /** One for each registered child kind. */
  children: Informer[];
  manager: ChildManager;
  selection: ParentSelection;
  finalizer: Finalizer;
  hooks: { sync: Webhook; finalize: Webhook | undefined };
  related: RelatedObjects | undefined;
  /** Called when the answer asks for another sync. */
  resyncAfter(parent: KubeObject, seconds: number): void;
}

export class ParentSync {
  readonly #parts: ParentSyncParts;

  constructor(parts: ParentSyncParts) {
    this.#parts = parts;
  }

  /**
   * @param seen the parent as the informer has it
   * @param record is told what happens on the way
   */
  async run(seen: KubeObject, record: Sync): Promise<void> {
    const { store, parents, manager, selection, finalizer, related, resyncAfter } = this.#parts;
    if (!selection.has(seen)) return;
    // Before anything else, so that whatever is done from here on can be cleaned up.
    let parent = await finalizer.ensure(store, parents.resource, seen);
    if (!selection.has(parent)) return;
    record.parent = parent;

    const observed = await this.#observedChildren(parent);
    const answer = await this.#ask(parent, observed, (await related?.of(parent)) ?? new ObjectMap());
    record.answer = answer;
    if (answer.resyncAfterSeconds > 0) resyncAfter(parent, answer.resyncAfterSeconds);
    if (answer.finalized) {
      try {
        parent = await finalizer.remove(store, parents.resource, parent);
      } catch (error) {
        // Seen in an informer that was late: it is gone already. The real one would report this as an error,
        // and hardly ever meets it, since its client is held to five requests a second.
        if (isStoreError(error, "NotFound")) return;
        throw error;
      }
    }

    const desired = ObjectMap.of(answer.children);
    this.#labelChildren(parent, desired);
    let failure: unknown;
    if (!parent.metadata.deletionTimestamp || finalizer.mayManage(parent)) {
      await manageChildren(manager, parent, observed, desired).catch((error) => {
        failure = error;
      });
    }
    // Even when a child failed: the status is where a person looks first.
    await this.#writeStatus(parent, answer.status);
    if (failure) throw failure;
  }

  async #observedChildren(parent: KubeObject): Promise<ObjectMap> {
    const { store, parents, children, selection } = this.#parts;
    const selector = selection.childrenOf(parent);
    const map = new ObjectMap();
    for (const informer of children) {
      map.addKind(informer.resource);
      const claimed = await claimChildren(store, parents.resource, parent, selector, informer);
      for (const child of claimed) map.add(child);
    }
    return map;
  }

  async #ask(parent: KubeObject, children: ObjectMap, related: ObjectMap): Promise<SyncAnswer> {
    const { controller, hooks, selection } = this.#parts;
    const finalizing = selection.isToFinalize(parent);
    const hook = finalizing ? hooks.finalize! : hooks.sync;
    let answer: SyncAnswer;
    try {
      const request = { controller: asSent(controller), parent, children, related, finalizing };
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
    const { controller, selection } = this.#parts;
    const selector = selection.childrenOf(parent);
    for (const child of desired.objects()) {
      if (controller.spec.generateSelector) {
        child.metadata.labels = { [controllerUid]: parent.metadata.uid!, ...child.metadata.labels };
      }
      if (!matches(selector, child.metadata.labels)) {
        throw new Error(`the labels of ${describe(child)} do not match the selector of ${describe(parent)}`);
      }
    }
  }

  async #writeStatus(parent: KubeObject, status: JsonObject) {
    const { store, parents } = this.#parts;
    const wanted = { ...status, observedGeneration: parent.metadata.generation ?? 0 };
    try {
      await readModifyWrite(
        store,
        parents.resource,
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
}
