import { apiVersionOf, type KindKey } from "../kubernetes/object.ts";
import type { Parent, SyncRequest } from "./hooks.ts";

/**
 * The request that Metacontroller makes for a custom resource it sees for the first time: no child exists yet, and
 * every kind is registered, save those that a component brings.
 */
export function firstSync(
  parent: Parent,
  childKinds: readonly { kind: KindKey; plural: string; component?: string }[],
): SyncRequest {
  const required = childKinds.filter(({ component }) => component === undefined);
  return {
    controller: {
      spec: {
        childResources: required.map(({ kind, plural }) => ({
          apiVersion: apiVersionOf(kind),
          resource: plural,
        })),
      },
    },
    parent,
    children: Object.fromEntries(required.map(({ kind }) => [kind, {}])),
    related: {},
    finalizing: false,
  };
}
