import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { DELETE_VOLUMES, dataVolumeClaim, fingerprinted } from "../../../../kubernetes/stateful-set.ts";
import { FINGERPRINT } from "../../annotations.ts";
import { type ChronikCluster, childMetadata, componentName, componentSelector } from "../../cluster.ts";
import { volume } from "../../volume.ts";
import { autoscalingOf, countOf, type Role } from "../roles.ts";
import { podTemplate } from "./pod-template.ts";

/**
 * The pods of a role, each with a name and a volume of its own.
 *
 * @param observed the StatefulSet that exists, whose replicas count where an autoscaler sets them
 * @param secrets fingerprint of the Secrets' content, see secrets.ts
 */
export const statefulSet = (
  cluster: ChronikCluster,
  role: Role,
  observed: StatefulSet | undefined,
  secrets: string,
): StatefulSet =>
  fingerprinted(FINGERPRINT, {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: childMetadata(cluster, componentName(cluster, role), role),
    spec: {
      replicas: replicas(cluster, role, observed),
      serviceName: componentName(cluster, role),
      // All at once: controllers need each other to become Ready. Updates still go one pod at a time.
      podManagementPolicy: "Parallel",
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
      revisionHistoryLimit: 10,
      selector: { matchLabels: componentSelector(cluster, role) },
      template: podTemplate(cluster, role, secrets),
      volumeClaimTemplates: [dataVolumeClaim(volume(cluster))],
      ...(cluster.spec.storage.deletionPolicy === "Delete" && {
        persistentVolumeClaimRetentionPolicy: DELETE_VOLUMES,
      }),
    },
  });

/** With an autoscaler the number is the one there is, within its bounds. */
function replicas(cluster: ChronikCluster, role: Role, observed: StatefulSet | undefined): number {
  const autoscaling = autoscalingOf(cluster, role);
  const count = countOf(cluster, role);
  if (!autoscaling) return count;
  const { minReplicas, maxReplicas } = autoscaling;
  return Math.min(Math.max(observed?.spec?.replicas ?? count, minReplicas), maxReplicas);
}
