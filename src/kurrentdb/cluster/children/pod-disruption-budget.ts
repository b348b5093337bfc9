import type { PodDisruptionBudget } from "kubernetes-types/policy/v1.js";
import { disruptionBound } from "../../../kubernetes/disruption.ts";
import {
  childMetadata,
  clusterName,
  type KurrentDB,
  type Role,
  readOnlyName,
  selectorLabels,
} from "../cluster.ts";

/** Keeps node drains from taking the majority away, and all read-only replicas at once. */
export const podDisruptionBudget = (cluster: KurrentDB, role: Role = "member"): PodDisruptionBudget => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: childMetadata(cluster, role === "member" ? clusterName(cluster) : readOnlyName(cluster)),
  spec: {
    selector: { matchLabels: selectorLabels(cluster, role) },
    ...disruptionBound(role === "member" ? cluster.spec.podDisruptionBudget : undefined),
  },
});
