/** Which objects are a parent's children: those it owns, and those without an owner that it may adopt. */
import { controllerReference } from "./child-metadata.ts";
import type { Informer } from "./informer.ts";
import { type LabelSelector, matches } from "./label-selector.ts";
import {
  controllerOf,
  describe,
  isStoreError,
  type KubeObject,
  type Resource,
  readModifyWrite,
  refOf,
  type Store,
} from "./store.ts";

/**
 * Adopts and releases on the way. An object that another controller owns is none of our business, and a parent
 * that is being deleted only keeps what it has.
 *
 * @param informer of one child kind
 * @returns the children as the informer has them, that is an adopted one as it was before
 */
export async function claimChildren(
  store: Store,
  parentResource: Resource,
  parent: KubeObject,
  selector: LabelSelector,
  informer: Informer,
): Promise<KubeObject[]> {
  const { resource } = informer;
  const children: KubeObject[] = [];
  for (const object of informer.list(parent.metadata.namespace)) {
    const owner = controllerOf(object);
    if (owner && owner.uid !== parent.metadata.uid) continue;
    const selected = matches(selector, object.metadata.labels);
    if (owner && selected) children.push(object);
    if (owner ? selected : !selected) continue;
    if (parent.metadata.deletionTimestamp) continue;
    if (owner) await release(store, resource, object, parent);
    else if (!object.metadata.deletionTimestamp) {
      await assertAlive(store, parentResource, parent);
      if (await adopt(store, resource, object, parent)) children.push(object);
    }
  }
  return children;
}

async function adopt(store: Store, resource: Resource, object: KubeObject, parent: KubeObject) {
  const reference = controllerReference(parent);
  return writeOwners(store, resource, object, (owners) => [
    ...owners.filter(({ uid }) => uid !== reference.uid),
    reference,
  ]);
}

async function release(store: Store, resource: Resource, object: KubeObject, parent: KubeObject) {
  return writeOwners(store, resource, object, (owners) =>
    owners.filter(({ uid }) => uid !== parent.metadata.uid),
  );
}

type Owners = NonNullable<KubeObject["metadata"]["ownerReferences"]>;

/** @returns false when the object is gone */
async function writeOwners(
  store: Store,
  resource: Resource,
  object: KubeObject,
  change: (owners: Owners) => Owners,
): Promise<boolean> {
  try {
    await readModifyWrite(store, resource, object, ({ metadata }) => {
      metadata.ownerReferences = change(metadata.ownerReferences ?? []);
      return true;
    });
    return true;
  } catch (error) {
    if (isStoreError(error, "NotFound")) return false;
    throw error;
  }
}

/** The informer may be late: only a fresh read tells that the parent is still to have children. */
async function assertAlive(store: Store, resource: Resource, parent: KubeObject) {
  const fresh = await store.get(resource, refOf(parent));
  if (fresh.metadata.uid !== parent.metadata.uid || fresh.metadata.deletionTimestamp) {
    throw new Error(`${describe(parent)} is being deleted or was replaced, and adopts nothing`);
  }
}
