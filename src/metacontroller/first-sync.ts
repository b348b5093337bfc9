import { type KindKey, pluralOf, splitKind } from "../kubernetes/object.ts";
import type { Parent, SyncRequest } from "./hooks.ts";

/**
 * The request that Metacontroller makes for a custom resource it sees for the first time: no child exists yet, and
 * every kind the operator can do with is registered, save those it can do without.
 */
export function firstSync(
  parent: Parent,
  childKinds: readonly { kind: KindKey; optional: boolean }[],
): SyncRequest {
  const kinds = childKinds.filter(({ optional }) => !optional).map(({ kind }) => kind);
  return {
    controller: {
      spec: {
        childResources: kinds.map((key) => {
          const { kind, apiVersion } = splitKind(key);
          return { apiVersion, resource: pluralOf(kind) };
        }),
      },
    },
    parent,
    children: Object.fromEntries(kinds.map((kind) => [kind, {}])),
    related: {},
    finalizing: false,
  };
}
