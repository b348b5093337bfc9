import type { Service } from "kubernetes-types/core/v1.js";
import { servicePort } from "../../../../kubernetes/container.ts";
import { type ScrapeBy, scrapeAnnotations } from "../../../../kubernetes/monitoring.ts";
import { type ChronikCluster, childMetadata, componentSelector } from "../../cluster.ts";
import { isCluster, nodeNumbers, SERVER, serverName } from "../nodes.ts";
import { API, KAFKA, metricsPort, RAFT, WAL } from "../ports.ts";

/** Gives each node a DNS name of its own, and lets Prometheus find them. */
export const headlessService = (cluster: ChronikCluster, scrapeBy: ScrapeBy): Service => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: childMetadata(cluster, serverName(cluster), SERVER, annotations(cluster, scrapeBy)),
  spec: {
    clusterIP: "None",
    selector: componentSelector(cluster, SERVER),
    // Nodes look each other up before any of them is Ready; without this no first quorum forms.
    ...(isCluster(cluster) && { publishNotReadyAddresses: true }),
    ports: [
      ...[KAFKA, API, ...(isCluster(cluster) ? [WAL, RAFT] : [])].map(({ name, port }) =>
        servicePort(name, port, port),
      ),
      // Each leads to the one node that has this port; see service-monitor.ts.
      ...nodeNumbers(cluster)
        .map((node) => metricsPort(node, cluster.spec.nodes))
        .map(({ name, port }) => servicePort(name, port, port)),
    ],
  },
});

/** An annotation names one port, and of several nodes each has its own; only a ServiceMonitor can follow that. */
const annotations = (cluster: ChronikCluster, scrapeBy: ScrapeBy): Record<string, string> =>
  cluster.spec.monitoring.prometheus && scrapeBy === "annotations" && !isCluster(cluster)
    ? scrapeAnnotations(metricsPort(1, 1).port)
    : {};
