import type { Service } from "kubernetes-types/core/v1.js";
import { servicePort } from "../../../../kubernetes/container.ts";
import { exposed } from "../../../../kubernetes/service.ts";
import { type ChronikCluster, childMetadata, componentSelector } from "../../cluster.ts";
import { podName, SERVER } from "../nodes.ts";
import { API, KAFKA } from "../ports.ts";

/** Whether clients from outside the Kubernetes cluster are to reach the nodes. */
export const isExposed = ({ spec }: ChronikCluster): boolean => spec.network.serviceType !== "ClusterIP";

/** Where clients outside reach one node: a Kafka client talks to each broker by itself. It bears the name of the pod. */
export function nodeService(cluster: ChronikCluster, node: number): Service {
  const { serviceType, serviceAnnotations, exposeSearch, nodePort, ...balancer } = cluster.spec.network;
  const kafka = {
    ...servicePort(KAFKA.name, KAFKA.port),
    ...(nodePort !== undefined && { nodePort: nodePort + node - 1 }),
  };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: childMetadata(cluster, podName(cluster, node), SERVER, ofNode(serviceAnnotations, node)),
    spec: {
      ...exposed({ type: serviceType, ...balancer }),
      selector: {
        ...componentSelector(cluster, SERVER),
        "statefulset.kubernetes.io/pod-name": podName(cluster, node),
      },
      ports: [kafka, ...(exposeSearch ? [servicePort(API.name, API.port)] : [])],
    },
  };
}

const ofNode = (annotations: Record<string, string> = {}, node: number): Record<string, string> =>
  Object.fromEntries(
    Object.entries(annotations).map(([key, value]) => [key, value.replaceAll("{node}", String(node))]),
  );
