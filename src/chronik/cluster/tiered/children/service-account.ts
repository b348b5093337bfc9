import type { ServiceAccount } from "kubernetes-types/core/v1.js";
import { type ChronikCluster, childMetadata, componentName } from "../../cluster.ts";
import type { Role } from "../roles.ts";

/** The identity of a role's pods. It has no rights in the cluster; its annotations may tie it to a cloud's. */
export const serviceAccount = (cluster: ChronikCluster, role: Role): ServiceAccount => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: childMetadata(
    cluster,
    componentName(cluster, role),
    role,
    cluster.spec.serviceAccount.annotations,
  ),
  automountServiceAccountToken: false,
});
