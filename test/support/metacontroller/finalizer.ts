/** The finalizer that gives the finalize hook its say before a parent goes. */
import { type KubeObject, type Resource, readModifyWrite, type Store } from "./store.ts";

export class Finalizer {
  readonly #name: string;
  readonly #enabled: boolean;

  /** @param enabled whether the controller has a finalize hook; without one, finalizers from before go */
  constructor(controller: string, enabled: boolean) {
    this.#name = `metacontroller.io/compositecontroller-${controller}`;
    this.#enabled = enabled;
  }

  isOn({ metadata: { finalizers = [] } }: KubeObject): boolean {
    return finalizers.includes(this.#name);
  }

  /**
   * Whether the children of a parent that is being deleted are still to be managed. Not when they are the
   * garbage collector's, and not once the finalizer is off.
   */
  mayManage(parent: KubeObject): boolean {
    const collected = ["foregroundDeletion", "orphan"];
    return (
      this.#enabled &&
      this.isOn(parent) &&
      !parent.metadata.finalizers?.some((name) => collected.includes(name))
    );
  }

  /** @returns the parent as it is now */
  async ensure(store: Store, resource: Resource, parent: KubeObject): Promise<KubeObject> {
    if (this.isOn(parent) === this.#enabled) return parent;
    if (!this.#enabled) return this.remove(store, resource, parent);
    // Too late to add one; it may just have been removed.
    if (parent.metadata.deletionTimestamp) return parent;
    return readModifyWrite(store, resource, parent, (current) => {
      if (this.isOn(current)) return false;
      current.metadata.finalizers = [...(current.metadata.finalizers ?? []), this.#name];
      return true;
    });
  }

  /** @returns the parent as it is now */
  remove(store: Store, resource: Resource, parent: KubeObject): Promise<KubeObject> {
    return readModifyWrite(store, resource, parent, (current) => {
      if (!this.isOn(current)) return false;
      current.metadata.finalizers = current.metadata.finalizers!.filter((name) => name !== this.#name);
      return true;
    });
  }
}
