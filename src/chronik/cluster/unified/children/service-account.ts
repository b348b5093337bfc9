import type { ServiceAccount } from "kubernetes-types/core/v1.js";
import { type ChronikCluster, childMetadata } from "../../cluster.ts";
import { SERVER, serverName } from "../nodes.ts";

/** The nodes' identity. It has no rights in the cluster; its annotations may tie it to a cloud's. */
export const serviceAccount = (cluster: ChronikCluster): ServiceAccount => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: childMetadata(cluster, serverName(cluster), SERVER, cluster.spec.serviceAccount.annotations),
  automountServiceAccountToken: false,
});
