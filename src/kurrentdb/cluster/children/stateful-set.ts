import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import {
  DELETE_VOLUMES,
  dataVolumeClaim,
  fingerprinted,
  type VolumeRequest,
} from "../../../kubernetes/stateful-set.ts";
import { FINGERPRINT, PASSWORDS } from "../annotations.ts";
import {
  childMetadata,
  clusterName,
  type KurrentDB,
  nodesName,
  type Role,
  readOnlyName,
  selectorLabels,
} from "../cluster.ts";
import { membershipAnnotations } from "../membership.ts";
import { isShrinking, type Plan } from "../plan.ts";
import { SHRINK_SECONDS } from "../resize-step.ts";
import type { SecretsRead } from "../secrets.ts";
import { podTemplate } from "./pod-template.ts";

/** The members that vote, each with a name and a volume of its own. */
export const statefulSet = (cluster: KurrentDB, plan: Plan, secrets: SecretsRead): StatefulSet =>
  fingerprinted(
    FINGERPRINT,
    membersOf(cluster, "member", clusterName(cluster), plan, secrets, {
      ...membershipAnnotations(plan),
      ...(secrets.passwords && { [PASSWORDS]: secrets.passwords }),
    }),
  );

/** Members without a vote, which have all data and answer reads. They know the others, and are known by none of them. */
export const readOnlyStatefulSet = (cluster: KurrentDB, plan: Plan, secrets: SecretsRead): StatefulSet =>
  fingerprinted(FINGERPRINT, membersOf(cluster, "readOnlyReplica", readOnlyName(cluster), plan, secrets));

function membersOf(
  cluster: KurrentDB,
  role: Role,
  name: string,
  plan: Plan,
  secrets: SecretsRead,
  annotations?: Record<string, string>,
): StatefulSet {
  const isMember = role === "member";
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: childMetadata(cluster, name, annotations),
    spec: {
      replicas: isMember ? plan.replicas : readOnlyCount(cluster, plan),
      serviceName: nodesName(cluster),
      // One after the other, the first would wait for a quorum that never comes. Updates still go one at a time.
      podManagementPolicy: "Parallel",
      // Where members are being replaced, the partition goes down one by one, see rollout.ts.
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
      ...(isMember && isShrinking(plan) && { minReadySeconds: SHRINK_SECONDS }),
      revisionHistoryLimit: 10,
      selector: { matchLabels: selectorLabels(cluster, role) },
      template: podTemplate(cluster, plan, secrets, role),
      volumeClaimTemplates: [dataVolumeClaim(volume(cluster))],
      ...(cluster.spec.storage.deletionPolicy === "Delete" && {
        persistentVolumeClaimRetentionPolicy: DELETE_VOLUMES,
      }),
    },
  };
}

/** They stop with the members: a cluster that is stopped has no pods. */
const readOnlyCount = ({ spec }: KurrentDB, plan: Plan): number =>
  plan.replicas === 0 ? 0 : (spec.readOnlyReplicas?.replicas ?? 0);

/** The volume each member asks for. */
export const volume = ({ spec: { storage } }: KurrentDB): VolumeRequest => ({
  size: storage.size,
  storageClass: storage.storageClass,
  accessModes: storage.accessModes,
});

/** The StatefulSet whose members from this one on get the latest template. */
export const withPartition = (set: StatefulSet, partition: number): StatefulSet => ({
  ...set,
  spec: { ...set.spec!, updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition } } },
});
