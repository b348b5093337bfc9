import type { KubernetesObject } from "../../kubernetes/object.ts";
import { type ChronikCluster, childMetadata, clusterSelector, labels, METRICS_PORT } from "../cluster.ts";

/**
 * Tells the Prometheus operator to scrape every role, through the headless Services (a client Service has no
 * metrics port, so no pod is scraped twice).
 */
export function serviceMonitor(cluster: ChronikCluster): KubernetesObject & { spec: object } {
  const { scrapeInterval, serviceMonitorLabels } = cluster.spec.monitoring;
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "ServiceMonitor",
    metadata: {
      ...childMetadata(cluster, cluster.metadata.name),
      labels: { ...serviceMonitorLabels, ...labels(cluster) },
    },
    spec: {
      selector: { matchLabels: clusterSelector(cluster) },
      endpoints: [
        { port: METRICS_PORT.name, path: "/metrics", ...(scrapeInterval && { interval: scrapeInterval }) },
      ],
    },
  };
}
