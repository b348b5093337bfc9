import type { NetworkPolicy } from "kubernetes-types/networking/v1.js";
import { allow, everyNamespace, sameNamespace } from "../../../../kubernetes/network-policy.ts";
import { type ChronikCluster, childMetadata, componentSelector } from "../../cluster.ts";
import { isCluster, nodeNumbers, SERVER, serverName } from "../nodes.ts";
import { API, KAFKA, metricsPort, RAFT, WAL } from "../ports.ts";

/** Lets in the other nodes where they talk to each other, clients at Kafka's port and the API, and scrapers at the metrics. */
export function networkPolicy(cluster: ChronikCluster): NetworkPolicy {
  const { clients = sameNamespace, scrapers = everyNamespace } = cluster.spec.networkPolicy;
  const nodes = [{ podSelector: { matchLabels: componentSelector(cluster, SERVER) } }];
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: childMetadata(cluster, serverName(cluster), SERVER),
    spec: {
      podSelector: { matchLabels: componentSelector(cluster, SERVER) },
      policyTypes: ["Ingress"],
      ingress: [
        // Nothing asks who sends a log or a vote.
        ...(isCluster(cluster) ? allow(nodes, [KAFKA.port, API.port, WAL.port, RAFT.port]) : []),
        ...allow(clients, [KAFKA.port, API.port]),
        ...allow(
          scrapers,
          nodeNumbers(cluster).map((node) => metricsPort(node, cluster.spec.nodes).port),
        ),
      ],
    },
  };
}
