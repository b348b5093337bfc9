import { serviceMonitorOf } from "../../../../kubernetes/monitoring.ts";
import { type ChronikCluster, childMetadata, clusterSelector } from "../../cluster.ts";
import { METRICS_PORT } from "../ports.ts";

/**
 * Tells the Prometheus operator to scrape every role, through the headless Services (a client Service has no
 * metrics port, so no pod is scraped twice).
 */
export const serviceMonitor = (cluster: ChronikCluster) =>
  serviceMonitorOf(
    childMetadata(cluster, cluster.metadata.name),
    clusterSelector(cluster),
    cluster.spec.monitoring,
    { port: METRICS_PORT.name },
  );
