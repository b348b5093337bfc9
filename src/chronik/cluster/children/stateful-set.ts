import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import {
  DELETE_VOLUMES,
  dataVolumeClaim,
  fingerprinted,
  type VolumeRequest,
} from "../../../kubernetes/stateful-set.ts";
import {
  autoscalingOf,
  type ChronikCluster,
  childMetadata,
  countOf,
  GROUP,
  type Role,
  roleName,
  roleSelector,
} from "../cluster.ts";
import { podTemplate } from "./pod-template.ts";

/** The annotation that tells whether the latest wish has reached a StatefulSet. */
export const FINGERPRINT = `${GROUP}/fingerprint`;

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
    metadata: childMetadata(cluster, roleName(cluster, role), role),
    spec: {
      replicas: replicas(cluster, role, observed),
      serviceName: roleName(cluster, role),
      // All at once: controllers need each other to become Ready. Updates still go one pod at a time.
      podManagementPolicy: "Parallel",
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
      revisionHistoryLimit: 10,
      selector: { matchLabels: roleSelector(cluster, role) },
      template: podTemplate(cluster, role, secrets),
      volumeClaimTemplates: [dataVolumeClaim(volume(cluster))],
      ...(cluster.spec.storage.deletionPolicy === "Delete" && {
        persistentVolumeClaimRetentionPolicy: DELETE_VOLUMES,
      }),
    },
  });

/** The volume each pod asks for. */
export const volume = ({ spec: { storage } }: ChronikCluster): VolumeRequest => ({
  size: storage.size,
  storageClass: storage.storageClass,
  accessModes: ["ReadWriteOnce"],
});

/** With an autoscaler the number is the one there is, within its bounds. */
function replicas(cluster: ChronikCluster, role: Role, observed: StatefulSet | undefined): number {
  const autoscaling = autoscalingOf(cluster, role);
  const count = countOf(cluster, role);
  if (!autoscaling) return count;
  const { minReplicas, maxReplicas } = autoscaling;
  return Math.min(Math.max(observed?.spec?.replicas ?? count, minReplicas), maxReplicas);
}
