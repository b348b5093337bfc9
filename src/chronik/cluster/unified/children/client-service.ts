import type { Service } from "kubernetes-types/core/v1.js";
import { servicePort } from "../../../../kubernetes/container.ts";
import { type ChronikCluster, childMetadata, clientServiceName, componentSelector } from "../../cluster.ts";
import { SERVER } from "../nodes.ts";
import { API, KAFKA } from "../ports.ts";

/** Where clients within the Kubernetes cluster connect first. Any ready node tells them of the others. */
export const clientService = (cluster: ChronikCluster): Service => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: childMetadata(cluster, clientServiceName(cluster, SERVER), SERVER),
  spec: {
    type: "ClusterIP",
    selector: componentSelector(cluster, SERVER),
    ports: [KAFKA, API].map(({ name, port }) => servicePort(name, port)),
  },
});
