import { asStored } from "../kubernetes/as-stored.ts";
import type { KindKey, KubernetesObject } from "../kubernetes/object.ts";

/** One row of a product's table of children. */
export interface Child<Context> {
  kind: KindKey;
  /** Whether the product can do without it where the kind is not registered (CRDs of others). */
  optional?: true;
  /** The objects of this kind that are wanted, none of them where none is. */
  build(context: Context): readonly object[];
}

/** Everything the table asks for, in its order and in the form in which the API server stores it. */
export const wantedChildren = <Context>(
  table: readonly Child<Context>[],
  context: Context,
  isRegistered: (kind: KindKey) => boolean,
): KubernetesObject[] =>
  table
    .filter(({ kind, optional }) => !optional || isRegistered(kind))
    .flatMap(({ build }) => build(context))
    .map((child) => asStored(child as KubernetesObject));
