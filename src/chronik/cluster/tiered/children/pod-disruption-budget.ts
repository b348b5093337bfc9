import type { PodDisruptionBudget } from "kubernetes-types/policy/v1.js";
import { disruptionBound } from "../../../../kubernetes/disruption.ts";
import { type ChronikCluster, childMetadata, componentName, componentSelector } from "../../cluster.ts";
import { autoscalingOf, countOf, type Role } from "../roles.ts";

/** Keeps node drains from taking too many pods of a role at a time. */
export const podDisruptionBudget = (cluster: ChronikCluster, role: Role): PodDisruptionBudget => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: childMetadata(cluster, `${componentName(cluster, role)}-pdb`, role),
  spec: {
    selector: { matchLabels: componentSelector(cluster, role) },
    ...disruptionBound(cluster.spec.podDisruptionBudget),
  },
});

/** For a single pod a budget would say nothing, or forbid every drain, so it needs to be asked for. */
export const wantsPodDisruptionBudget = (cluster: ChronikCluster, role: Role): boolean =>
  cluster.spec.podDisruptionBudget !== undefined ||
  (autoscalingOf(cluster, role)?.maxReplicas ?? countOf(cluster, role)) > 1;
