import type { Service } from "kubernetes-types/core/v1.js";
import { servicePort } from "../../../../kubernetes/container.ts";
import { type ScrapeBy, scrapeAnnotations } from "../../../../kubernetes/monitoring.ts";
import { type ChronikCluster, childMetadata, componentName, componentSelector } from "../../cluster.ts";
import { HEALTH_PORT, METRICS_PORT, servicePortOf } from "../ports.ts";
import type { Role } from "../roles.ts";

/** Gives each pod of a role a DNS name of its own, and all of them one name within the cluster. */
export const headlessService = (cluster: ChronikCluster, role: Role, scrapeBy: ScrapeBy): Service => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: childMetadata(cluster, componentName(cluster, role), role, annotations(cluster, scrapeBy)),
  spec: {
    clusterIP: "None",
    selector: componentSelector(cluster, role),
    // Controllers look each other up before any of them is Ready; without this no first quorum forms.
    ...(role === "controller" && { publishNotReadyAddresses: true }),
    ports: [servicePortOf(cluster, role), METRICS_PORT, HEALTH_PORT].map(({ name, port }) =>
      servicePort(name, port),
    ),
  },
});

const annotations = ({ spec }: ChronikCluster, scrapeBy: ScrapeBy): Record<string, string> =>
  spec.monitoring.prometheus && scrapeBy === "annotations" ? scrapeAnnotations(METRICS_PORT.port) : {};
