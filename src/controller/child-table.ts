import { asStored } from "../kubernetes/as-stored.ts";
import type { KindKey, KubernetesObject } from "../kubernetes/object.ts";
import type { ChildKind } from "./controller.ts";

/** One row of a kind's table of children. */
export interface Child<Context> extends ChildKind {
  /** The objects of this kind as the spec asks for them, none where it asks for none. */
  build(context: Context): readonly object[];
}

/** Everything the table asks for, in its order and in the form in which the API server stores it. */
export const childrenOf = <Context>(
  table: readonly Child<Context>[],
  context: Context,
  isRegistered: (kind: KindKey) => boolean,
): KubernetesObject[] =>
  table
    .filter(({ kind, component }) => component === undefined || isRegistered(kind))
    .flatMap(({ build }) => build(context))
    .map((child) => asStored(child as KubernetesObject));
