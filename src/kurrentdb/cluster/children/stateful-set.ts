import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import {
  DELETE_VOLUMES,
  dataVolumeClaim,
  fingerprinted,
  type VolumeRequest,
} from "../../../kubernetes/stateful-set.ts";
import { FINGERPRINT } from "../annotations.ts";
import { childMetadata, clusterName, type KurrentDB, nodesName, selectorLabels } from "../cluster.ts";
import { membershipAnnotations, type Plan } from "../plan.ts";
import { podTemplate } from "./pod-template.ts";

/**
 * The members, each with a name and a volume of its own.
 *
 * @param secrets fingerprint of the Secrets' content
 */
export const statefulSet = (cluster: KurrentDB, plan: Plan, secrets: string): StatefulSet =>
  fingerprinted(FINGERPRINT, {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: childMetadata(cluster, clusterName(cluster), membershipAnnotations(plan)),
    spec: {
      replicas: plan.replicas,
      serviceName: nodesName(cluster),
      // One after the other, the first would wait for a quorum that never comes. Updates still go one at a time.
      podManagementPolicy: "Parallel",
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
      revisionHistoryLimit: 10,
      selector: { matchLabels: selectorLabels(cluster) },
      template: podTemplate(cluster, plan, secrets),
      volumeClaimTemplates: [dataVolumeClaim(volume(cluster))],
      ...(cluster.spec.storage.deletionPolicy === "Delete" && {
        persistentVolumeClaimRetentionPolicy: DELETE_VOLUMES,
      }),
    },
  });

/** The volume each member asks for. */
export const volume = ({ spec: { storage } }: KurrentDB): VolumeRequest => ({
  size: storage.size,
  storageClass: storage.storageClass,
  accessModes: storage.accessModes,
});
