import type { Service } from "kubernetes-types/core/v1.js";
import { servicePort } from "../../../kubernetes/container.ts";
import { type ScrapeBy, scrapeAnnotations } from "../../../kubernetes/monitoring.ts";
import { clusterSelector, type KurrentDB, nodesName, serviceMetadata } from "../cluster.ts";
import type { Plan } from "../plan.ts";
import { NODE, REPLICATION, REPLICATION_PORT } from "../ports.ts";

/** Gives each member a DNS name of its own, and all of them the one name by which they find each other. */
export const headlessService = (cluster: KurrentDB, plan: Plan, scrapeBy: ScrapeBy): Service => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: serviceMetadata(
    cluster,
    "nodes",
    nodesName(cluster),
    cluster.spec.monitoring.prometheus && scrapeBy === "annotations"
      ? scrapeAnnotations(plan.nodePort, cluster.security.mode === "TLS" ? "https" : "http")
      : {},
  ),
  spec: {
    clusterIP: "None",
    // Read-only replicas have their names here too.
    selector: clusterSelector(cluster),
    // Members look each other up before any of them is Ready; without this no first quorum forms.
    publishNotReadyAddresses: true,
    ports: [servicePort(REPLICATION, REPLICATION_PORT), servicePort(NODE, plan.nodePort)],
  },
});
