import type { PodDisruptionBudget } from "kubernetes-types/policy/v1.js";
import { disruptionBound } from "../../../kubernetes/disruption.ts";
import { childMetadata, clusterName, type KurrentDB, selectorLabels } from "../cluster.ts";

/** Keeps node drains from taking the majority away. */
export const podDisruptionBudget = (cluster: KurrentDB): PodDisruptionBudget => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: childMetadata(cluster, clusterName(cluster)),
  spec: {
    selector: { matchLabels: selectorLabels(cluster) },
    ...disruptionBound(cluster.spec.podDisruptionBudget),
  },
});
