import type { CustomizeResponse } from "./hooks.ts";

/** Kinds that hooks want to see besides the children, by the plural the API server knows them by. */
const API_VERSION = { secrets: "v1", persistentvolumeclaims: "v1", statefulsets: "apps/v1" } as const;

/**
 * Asks for objects by their names, whether they are ours or not.
 *
 * A rule without names would select every object of its kind, so an empty list makes no rule.
 */
export const relatedByName = (
  namespace: string,
  names: { readonly [resource in keyof typeof API_VERSION]?: readonly string[] },
): CustomizeResponse => ({
  relatedResources: Object.entries(names)
    .filter(([, list]) => list.length > 0)
    .map(([resource, list]) => ({
      apiVersion: API_VERSION[resource as keyof typeof API_VERSION],
      resource,
      namespace,
      names: [...list],
    })),
});
