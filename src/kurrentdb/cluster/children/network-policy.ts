import type { NetworkPolicy } from "kubernetes-types/networking/v1.js";
import { allow, sameNamespace } from "../../../kubernetes/network-policy.ts";
import { childMetadata, clusterName, clusterSelector, type KurrentDB } from "../cluster.ts";
import type { Plan } from "../plan.ts";
import { REPLICATION_PORT } from "../ports.ts";

/** Lets in the other members on both ports; clients and scrapers on the node port, which serves metrics as well. */
export function networkPolicy(cluster: KurrentDB, plan: Plan): NetworkPolicy {
  // Metrics are on the clients' port: to let in every scraper would let in everybody.
  const { clients = sameNamespace, scrapers = [] } = cluster.spec.networkPolicy;
  const members = [{ podSelector: { matchLabels: clusterSelector(cluster) } }];
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: childMetadata(cluster, clusterName(cluster)),
    spec: {
      podSelector: { matchLabels: clusterSelector(cluster) },
      policyTypes: ["Ingress"],
      ingress: [
        ...allow(members, [REPLICATION_PORT, plan.nodePort]),
        ...allow(clients, [plan.nodePort]),
        ...allow(scrapers, [plan.nodePort]),
      ],
    },
  };
}
