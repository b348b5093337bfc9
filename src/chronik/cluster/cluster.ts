/** A ChronikCluster with its defaults filled in, and what its children are called and labelled. */
import type { ObjectMeta } from "kubernetes-types/meta/v1.js";
import type { Platform } from "../../controller/platform.ts";
import type { Parent } from "../../metacontroller/hooks.ts";
import type { ChronikClusterSpec } from "./spec.ts";

export interface ChronikCluster {
  metadata: Parent["metadata"];
  spec: ChronikClusterSpec;
  platform: Platform;
}

/** The three kinds of pods, in the order in which they depend on each other. */
export const ROLES = ["controller", "ingest", "search"] as const;
export type Role = (typeof ROLES)[number];

export const GROUP = "chronik.stream";

/** The field of the spec, and of status.readyReplicas, that counts a role's pods. */
export const COUNT_FIELD = {
  controller: "controllers",
  ingest: "ingestNodes",
  search: "searchNodes",
} as const;

/** What each role serves. */
export const SERVICE_PORT = {
  controller: { name: "grpc", port: 9090 },
  ingest: { name: "kafka", port: 9092 },
  search: { name: "grpc", port: 9093 },
} as const;
export const METRICS_PORT = { name: "metrics", port: 8080 } as const;
export const HEALTH_PORT = { name: "health", port: 8081 } as const;

/** The roles the cluster has; search is optional. */
export const rolesOf = ({ spec }: ChronikCluster): Role[] =>
  ROLES.filter((role) => role !== "search" || (spec.searchNodes ?? 0) > 0);

export const autoscalingOf = ({ spec }: ChronikCluster, role: Role) => spec.autoscaling[COUNT_FIELD[role]];

/** How many pods the spec asks for, where no autoscaler decides. */
export const countOf = ({ spec }: ChronikCluster, role: Role): number => spec[COUNT_FIELD[role]] ?? 0;

/** The DNS domain of the namespace's Services. */
export const servicesDomain = ({ metadata, platform }: ChronikCluster) =>
  `${metadata.namespace}.svc.${platform.clusterDomain}`;

export const configName = (cluster: ChronikCluster) => `${cluster.metadata.name}-config`;

/** StatefulSet, headless Service and ServiceAccount of a role. */
export const roleName = (cluster: ChronikCluster, role: Role) => `${cluster.metadata.name}-${role}`;

export const clientServiceName = (cluster: ChronikCluster, role: Role) => `${roleName(cluster, role)}-client`;

/** Labels by which selectors find the pods of a cluster. A selector can never change, so neither can these. */
export const clusterSelector = ({ metadata }: ChronikCluster): Record<string, string> => ({
  "app.kubernetes.io/name": "chronik-stream",
  "app.kubernetes.io/instance": metadata.name,
});

export const roleSelector = (cluster: ChronikCluster, role: Role): Record<string, string> => ({
  ...clusterSelector(cluster),
  "app.kubernetes.io/component": role,
});

/** All labels of a child; without a role, of one that the whole cluster shares. */
export const labels = (cluster: ChronikCluster, role?: Role): Record<string, string> => ({
  ...(role ? roleSelector(cluster, role) : clusterSelector(cluster)),
  "app.kubernetes.io/managed-by": "chronik-operator",
  [`${GROUP}/cluster`]: cluster.metadata.name,
  ...(role && { [`${GROUP}/component`]: role }),
});

export const childMetadata = (
  cluster: ChronikCluster,
  name: string,
  role?: Role,
  annotations?: Record<string, string>,
): ObjectMeta => ({
  name,
  namespace: cluster.metadata.namespace,
  labels: labels(cluster, role),
  ...(annotations && Object.keys(annotations).length > 0 && { annotations }),
});
