/** Making the children that exist into the children that are desired: deletes first, then the rest. */
import type { Applier } from "./applier.ts";
import type { ObjectMap } from "./object-map.ts";
import type { UpdateMethod } from "./registration.ts";
import { describe, isStoreError, type KubeObject, type Resource, refOf, type Store } from "./store.ts";

export interface ChildManager {
  store: Store;
  applier: Applier;
  /** The update method that is registered for a kind, in whatever version. */
  method(resource: Resource): UpdateMethod;
  /** The order inside a kind, which Metacontroller leaves to chance. */
  shuffled<T>(items: T[]): T[];
}

/**
 * Kinds are worked through in the order of group, version and kind. What fails does not keep the rest from
 * being tried.
 *
 * @throws AggregateError with everything that failed
 */
export async function manageChildren(
  manager: ChildManager,
  parent: KubeObject,
  observed: ObjectMap,
  desired: ObjectMap,
): Promise<void> {
  const errors: Error[] = [];
  const attempt = (work: () => Promise<void>) => work().catch((error: Error) => errors.push(error));

  for (const { key, apiVersion, kind } of observed.kinds()) {
    await attempt(async () => {
      const resource = await manager.store.kind(apiVersion, kind);
      for (const [name, child] of manager.shuffled([...observed.group(key)])) {
        if (child.metadata.deletionTimestamp || desired.group(key).has(name)) continue;
        await attempt(() => remove(manager, resource, child));
      }
    });
  }
  for (const { key, apiVersion, kind } of desired.kinds()) {
    await attempt(async () => {
      const resource = await manager.store.kind(apiVersion, kind);
      const method = manager.method(resource);
      for (const [name, child] of manager.shuffled([...desired.group(key)])) {
        const counterpart = observed.group(key).get(name);
        await attempt(() =>
          manager.applier.apply({ resource, method, parent, observed: counterpart, desired: child }),
        );
      }
    });
  }
  if (errors.length > 0) {
    throw new AggregateError(errors, errors.map(({ message }) => message).join("; "));
  }
}

async function remove({ store, applier }: ChildManager, resource: Resource, child: KubeObject) {
  try {
    await store.delete(resource, refOf(child), child.metadata.uid!);
    applier.forget(resource, child);
  } catch (error) {
    if (isStoreError(error, "NotFound")) return;
    throw new Error(`${describe(child)} cannot be deleted: ${(error as Error).message}`);
  }
}
