import type { ServiceAccount } from "kubernetes-types/core/v1.js";
import { childMetadata, clusterName, type KurrentDB } from "../cluster.ts";

/** The identity of the members. It has no rights in the cluster; its annotations may tie it to a cloud's. */
export const serviceAccount = (cluster: KurrentDB): ServiceAccount => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: childMetadata(cluster, clusterName(cluster), cluster.spec.serviceAccount.annotations),
  automountServiceAccountToken: false,
});
