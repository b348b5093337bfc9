import type { CustomizeResponse } from "./hooks.ts";

/**
 * Asks for the Secrets a resource refers to, and for whatever StatefulSets bear the names of its own, ours or not.
 *
 * A rule without names would select every object of its kind, so an empty list makes no rule.
 */
export const relatedByName = (
  namespace: string,
  secrets: readonly string[],
  statefulSets: readonly string[],
): CustomizeResponse => ({
  relatedResources: [
    { apiVersion: "v1", resource: "secrets", namespace, names: [...secrets] },
    { apiVersion: "apps/v1", resource: "statefulsets", namespace, names: [...statefulSets] },
  ].filter(({ names }) => names.length > 0),
});
