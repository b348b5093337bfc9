/** The kinds of pods of topology Tiered, and how many there are of each. */
import type { ChronikCluster } from "../cluster.ts";

/** In the order in which they depend on each other. */
export const ROLES = ["controller", "ingest", "search"] as const;
export type Role = (typeof ROLES)[number];

/** The field of the spec, and of status.readyReplicas, that counts a role's pods. */
export const COUNT_FIELD = {
  controller: "controllers",
  ingest: "ingestNodes",
  search: "searchNodes",
} as const;

/** The roles the cluster has; search is optional. */
export const rolesOf = ({ spec }: ChronikCluster): Role[] =>
  ROLES.filter((role) => role !== "search" || (spec.searchNodes ?? 0) > 0);

export const autoscalingOf = ({ spec }: ChronikCluster, role: Role) => spec.autoscaling[COUNT_FIELD[role]];

/** How many pods the spec asks for, where no autoscaler decides. */
export const countOf = ({ spec }: ChronikCluster, role: Role): number => spec[COUNT_FIELD[role]] ?? 0;
