/** Which parents a controller cares for, and how the children of each are told from others. */
import type { Finalizer } from "./finalizer.ts";
import { isEmpty, type LabelSelector, matches } from "./label-selector.ts";
import type { CompositeController } from "./registration.ts";
import { describe, type KubeObject } from "./store.ts";

/** The label by which generated selectors know a parent's children. */
export const controllerUid = "controller-uid";

export class ParentSelection {
  readonly #spec: CompositeController["spec"];
  readonly #finalizer: Finalizer;

  constructor({ spec }: CompositeController, finalizer: Finalizer) {
    this.#spec = spec;
    this.#finalizer = finalizer;
  }

  /** One that no longer has the labels is cared for as long as the finalizer is on it. */
  has(parent: KubeObject): boolean {
    return this.#finalizer.isOn(parent) || this.#isSelected(parent);
  }

  isToFinalize(parent: KubeObject): boolean {
    const leaves = parent.metadata.deletionTimestamp !== undefined || !this.#isSelected(parent);
    return this.#spec.hooks?.finalize !== undefined && leaves;
  }

  /** @throws Error when the parent itself should hold the selector and does not */
  childrenOf(parent: KubeObject): LabelSelector {
    if (this.#spec.generateSelector) return { matchLabels: { [controllerUid]: parent.metadata.uid! } };
    const { selector } = (parent.spec ?? {}) as { selector?: LabelSelector };
    if (!selector || isEmpty(selector)) throw new Error(`${describe(parent)} has no spec.selector`);
    return selector;
  }

  /** Whether the parent could adopt the object. */
  matches(parent: KubeObject, { metadata: { labels } }: KubeObject): boolean {
    try {
      return matches(this.childrenOf(parent), labels);
    } catch {
      return false;
    }
  }

  #isSelected({ metadata: { labels } }: KubeObject): boolean {
    return matches(this.#spec.parentResource.labelSelector, labels);
  }
}
