import type { Service } from "kubernetes-types/core/v1.js";
import { servicePort } from "../../../../kubernetes/container.ts";
import { exposed } from "../../../../kubernetes/service.ts";
import { type ChronikCluster, childMetadata, clientServiceName, componentSelector } from "../../cluster.ts";
import { servicePortOf } from "../ports.ts";
import type { Role } from "../roles.ts";

/** The roles that clients talk to from outside. */
export const exposedRoles = ({ spec }: ChronikCluster): Role[] =>
  spec.network.exposeSearch ? ["ingest", "search"] : ["ingest"];

/** Where clients connect: the one Service that may be reached from outside the Kubernetes cluster. */
export function clientService(cluster: ChronikCluster, role: Role): Service {
  const { serviceType, serviceAnnotations, ...balancer } = cluster.spec.network;
  const { name, port } = servicePortOf(cluster, role);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: childMetadata(cluster, clientServiceName(cluster, role), role, serviceAnnotations),
    spec: {
      ...exposed({ type: serviceType, ...balancer }),
      selector: componentSelector(cluster, role),
      ports: [servicePort(name, port)],
    },
  };
}
