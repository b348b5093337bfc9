import type { NetworkPolicy } from "kubernetes-types/networking/v1.js";
import { allow, everyNamespace, sameNamespace } from "../../../../kubernetes/network-policy.ts";
import {
  type ChronikCluster,
  childMetadata,
  clusterSelector,
  componentName,
  componentSelector,
} from "../../cluster.ts";
import { HEALTH_PORT, METRICS_PORT, servicePortOf } from "../ports.ts";
import type { Role } from "../roles.ts";

/** Lets in the cluster's own pods on every port, clients where clients belong, and scrapers at the metrics. */
export function networkPolicy(cluster: ChronikCluster, role: Role): NetworkPolicy {
  const { clients = sameNamespace, scrapers = everyNamespace } = cluster.spec.networkPolicy;
  const own = [{ podSelector: { matchLabels: clusterSelector(cluster) } }];
  const ports = [servicePortOf(cluster, role).port, METRICS_PORT.port, HEALTH_PORT.port];
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: childMetadata(cluster, componentName(cluster, role), role),
    spec: {
      podSelector: { matchLabels: componentSelector(cluster, role) },
      policyTypes: ["Ingress"],
      ingress: [
        ...allow(own, ports),
        // Controllers are the cluster's inside; nobody else has business there.
        ...(role === "controller" ? [] : allow(clients, [servicePortOf(cluster, role).port])),
        ...allow(scrapers, [METRICS_PORT.port]),
      ],
    },
  };
}
