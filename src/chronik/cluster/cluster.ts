/** A ChronikCluster with its defaults filled in, and what its children are called and labelled. */
import type { ObjectMeta } from "kubernetes-types/meta/v1.js";
import type { Platform } from "../../controller/platform.ts";
import type { Parent } from "../../metacontroller/hooks.ts";
import { CLUSTER_LABEL, COMPONENT_LABEL } from "./annotations.ts";
import type { ChronikClusterSpec } from "./spec.ts";

export interface ChronikCluster {
  metadata: Parent["metadata"];
  spec: ChronikClusterSpec;
  platform: Platform;
}

/** What the pods of a cluster may be: the roles of topology Tiered, or the nodes of Unified. */
export type Component = "controller" | "ingest" | "search" | "server";

/** The DNS domain of the namespace's Services. */
export const servicesDomain = ({ metadata, platform }: ChronikCluster) =>
  `${metadata.namespace}.svc.${platform.clusterDomain}`;

export const configName = (cluster: ChronikCluster) => `${cluster.metadata.name}-config`;

/** StatefulSet, headless Service and ServiceAccount of a component. */
export const componentName = (cluster: ChronikCluster, component: Component) =>
  `${cluster.metadata.name}-${component}`;

export const clientServiceName = (cluster: ChronikCluster, component: Component) =>
  `${componentName(cluster, component)}-client`;

/** Labels by which selectors find the pods of a cluster. A selector can never change, so neither can these. */
export const clusterSelector = ({ metadata }: ChronikCluster): Record<string, string> => ({
  "app.kubernetes.io/name": "chronik-stream",
  "app.kubernetes.io/instance": metadata.name,
});

export const componentSelector = (cluster: ChronikCluster, component: Component): Record<string, string> => ({
  ...clusterSelector(cluster),
  "app.kubernetes.io/component": component,
});

/** All labels of a child; without a component, of one that the whole cluster shares. */
export const labels = (cluster: ChronikCluster, component?: Component): Record<string, string> => ({
  ...(component ? componentSelector(cluster, component) : clusterSelector(cluster)),
  "app.kubernetes.io/managed-by": "chronik-operator",
  [CLUSTER_LABEL]: cluster.metadata.name,
  ...(component && { [COMPONENT_LABEL]: component }),
});

export const childMetadata = (
  cluster: ChronikCluster,
  name: string,
  component?: Component,
  annotations?: Record<string, string>,
): ObjectMeta => ({
  name,
  namespace: cluster.metadata.namespace,
  labels: labels(cluster, component),
  ...(annotations && Object.keys(annotations).length > 0 && { annotations }),
});
