/** The nodes of topology Unified: their numbers, and what their objects are called. */
import { type ChronikCluster, clientServiceName, componentName } from "../cluster.ts";
import { MOST_NODES } from "../spec/server.ts";
import { KAFKA, metricsPort } from "./ports.ts";

/** The component whose pods are the nodes. */
export const SERVER = "server";

/** StatefulSet, headless Service, ServiceAccount and NetworkPolicy. */
export const serverName = (cluster: ChronikCluster): string => componentName(cluster, SERVER);

/** Whether there is more than one node, which then have to find each other. */
export const isCluster = ({ spec }: ChronikCluster): boolean => spec.nodes > 1;

/**
 * The index of the first pod. The server counts its nodes from 1, and so do the pods where that number is taken from
 * their index. A single node needs no number, and its pods are called as ever.
 */
export const firstIndex = (cluster: ChronikCluster): number => (isCluster(cluster) ? 1 : 0);

/** The numbers of the nodes, as the server knows them. */
export const nodeNumbers = ({ spec }: ChronikCluster): number[] =>
  Array.from({ length: spec.nodes }, (_, index) => index + 1);

/** A node's pod, and the Service by which clients outside reach it. */
export const podName = (cluster: ChronikCluster, node: number): string =>
  `${serverName(cluster)}-${indexOf(cluster, node)}`;

const indexOf = (cluster: ChronikCluster, node: number): number => node - 1 + firstIndex(cluster);

/** The claim of the volume that the pod of an index has. */
export const claimOfIndex = (cluster: ChronikCluster, index: number): string =>
  `data-${serverName(cluster)}-${index}`;

/** The indexes that any cluster's pods may have had. */
export const claimIndexes: readonly number[] = Array.from({ length: MOST_NODES + 1 }, (_, index) => index);

/** The indexes that this cluster's pods have. */
export const podIndexes = (cluster: ChronikCluster): number[] =>
  nodeNumbers(cluster).map((node) => indexOf(cluster, node));

/** A node's own name within the Kubernetes cluster, whatever the cluster's domain is: pods look up names as they begin. */
export const nodeHost = (cluster: ChronikCluster, node: number): string =>
  `${podName(cluster, node)}.${serverName(cluster)}.${cluster.metadata.namespace}.svc`;

/** Where clients within the Kubernetes cluster find any node. */
export const clientHost = (cluster: ChronikCluster): string =>
  `${clientServiceName(cluster, SERVER)}.${cluster.metadata.namespace}.svc`;

export const bootstrapAddress = (cluster: ChronikCluster): string => `${clientHost(cluster)}:${KAFKA.port}`;

/** The port of each node's metrics. */
export const metricsPorts = (cluster: ChronikCluster) =>
  nodeNumbers(cluster).map((node) => metricsPort(node, cluster.spec.nodes));
