import { serviceMonitorOf } from "../../../../kubernetes/monitoring.ts";
import { type ChronikCluster, childMetadata, componentSelector } from "../../cluster.ts";
import { isCluster, nodeNumbers, SERVER } from "../nodes.ts";
import { metricsPort } from "../ports.ts";

/**
 * Tells the Prometheus operator to scrape every node. Each of several has its metrics on another port, so there is an
 * endpoint for each, and of the pods behind the Service only the one whose index is the node's number is kept.
 */
export const serviceMonitor = (cluster: ChronikCluster) =>
  serviceMonitorOf(
    childMetadata(cluster, cluster.metadata.name),
    componentSelector(cluster, SERVER),
    cluster.spec.monitoring,
    ...nodeNumbers(cluster).map((node) => ({
      port: metricsPort(node, cluster.spec.nodes).name,
      ...(isCluster(cluster) && { relabelings: [onlyNode(node)] }),
    })),
  );

const onlyNode = (node: number) => ({
  action: "keep",
  sourceLabels: ["__meta_kubernetes_pod_label_apps_kubernetes_io_pod_index"],
  regex: String(node),
});
