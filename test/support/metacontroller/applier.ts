/** What the two strategies of applying a child have in common. */
import type { UpdateMethod } from "./registration.ts";
import { isStoreError, type KubeObject, type Resource, refOf, type Store } from "./store.ts";

export interface Child {
  resource: Resource;
  /** What to do when the child exists and differs. */
  method: UpdateMethod;
  parent: KubeObject;
  observed: KubeObject | undefined;
  desired: KubeObject;
}

/** One way to apply a desired child. */
export interface Applier {
  apply(child: Child): Promise<void>;
  /** The child was deleted: nothing that was remembered of it holds any more. */
  forget(resource: Resource, child: KubeObject): void;
}

/** Deletes now; the next sync creates. */
export async function recreate(store: Store, resource: Resource, observed: KubeObject): Promise<void> {
  try {
    await store.delete(resource, refOf(observed), observed.metadata.uid!);
  } catch (error) {
    if (!isStoreError(error, "NotFound")) throw error;
  }
}
