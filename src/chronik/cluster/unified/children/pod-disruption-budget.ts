import type { PodDisruptionBudget } from "kubernetes-types/policy/v1.js";
import { disruptionBound } from "../../../../kubernetes/disruption.ts";
import { type ChronikCluster, childMetadata, componentSelector } from "../../cluster.ts";
import { isCluster, SERVER, serverName } from "../nodes.ts";

/** Keeps node drains from taking more than one node at a time. */
export const podDisruptionBudget = (cluster: ChronikCluster): PodDisruptionBudget => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: childMetadata(cluster, `${serverName(cluster)}-pdb`, SERVER),
  spec: {
    selector: { matchLabels: componentSelector(cluster, SERVER) },
    ...disruptionBound(cluster.spec.podDisruptionBudget),
  },
});

/** For a single node a budget would say nothing, or forbid every drain, so it needs to be asked for. */
export const wantsPodDisruptionBudget = (cluster: ChronikCluster): boolean =>
  isCluster(cluster) || cluster.spec.podDisruptionBudget !== undefined;
