/** StatefulSets: their volumes, and telling how a rollout is going. */
import type { StatefulSet, StatefulSetSpec } from "kubernetes-types/apps/v1.js";
import type { PersistentVolumeClaim } from "kubernetes-types/core/v1.js";
import { canonicalResource, compareQuantities } from "../schema/quantity.ts";
import { checksum } from "./checksum.ts";

/** How far a StatefulSet is from what is specified. Counts are of pods. */
export interface Rollout {
  state: "Missing" | "Updating" | "Scaling" | "NotReady" | "Settled";
  ready: number;
  specified: number;
  /** Continues the name of the StatefulSet: `has 2 of 3 pods ready`. */
  message: string;
}

/** A volume for every pod. */
export interface VolumeRequest {
  /** Quantity. */
  size: string | number;
  storageClass?: string | undefined;
  accessModes: string[];
}

/** The claim template named `data`, complete as the API server stores it: lists are replaced whole when applied. */
export const dataVolumeClaim = ({
  size,
  storageClass,
  accessModes,
}: VolumeRequest): PersistentVolumeClaim => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "data" },
  spec: {
    accessModes,
    resources: { requests: { storage: canonicalResource(size) } },
    ...(storageClass !== undefined && { storageClassName: storageClass }),
    volumeMode: "Filesystem",
  },
  status: { phase: "Pending" },
});

/**
 * Marks a StatefulSet with a fingerprint of what was asked for. The API server completes what it stores, so the
 * fingerprint is what shows whether the latest wish has reached it.
 */
export function fingerprinted(annotation: string, specified: StatefulSet): StatefulSet {
  const annotations = { ...specified.metadata?.annotations, [annotation]: checksum(podsOf(specified)) };
  return { ...specified, metadata: { ...specified.metadata, annotations } };
}

/**
 * What a StatefulSet says of its pods. Left out are their number, since an autoscaler may own it, what can never change,
 * and how fast a change is rolled out, which is no change of the pods.
 */
export function podsOf({ spec }: StatefulSet): Partial<StatefulSetSpec> {
  const {
    replicas: _,
    volumeClaimTemplates: __,
    updateStrategy: ___,
    minReadySeconds: ____,
    ...pods
  } = spec ?? ({} as StatefulSetSpec);
  return pods;
}

/** The annotations that the pods of a StatefulSet are made with. */
export const podAnnotationsOf = (observed: StatefulSet | undefined): Record<string, string | undefined> =>
  observed?.spec?.template?.metadata?.annotations ?? {};

/** In which ways the existing volumes are not what is asked for, as parts of a sentence. */
export function volumeDifferences(
  { size, storageClass, accessModes }: VolumeRequest,
  observed: StatefulSet,
): string[] {
  const spec = observed.spec?.volumeClaimTemplates?.find(({ metadata }) => metadata?.name === "data")?.spec;
  if (!spec) return [];
  const has = spec.resources?.requests?.storage ?? "0";
  return [
    ...(compareQuantities(has, size) === 0 ? [] : [`size ${has} instead of ${size}`]),
    // Unset means the cluster's default class, whichever that was when the volumes were made.
    ...(storageClass === undefined || spec.storageClassName === storageClass
      ? []
      : [`class ${spec.storageClassName ?? "(default)"} instead of ${storageClass}`]),
    ...(String(spec.accessModes) === String(accessModes)
      ? []
      : [`access modes ${spec.accessModes} instead of ${accessModes}`]),
  ];
}

/**
 * How the observed StatefulSet compares with the one as specified.
 *
 * @param annotation the annotation that {@link fingerprinted} wrote
 */
export function rollout(
  annotation: string,
  specified: StatefulSet,
  observed: StatefulSet | undefined,
): Rollout {
  const replicas = specified.spec?.replicas ?? 1;
  if (!observed) {
    return { state: "Missing", ready: 0, specified: replicas, message: "does not exist yet" };
  }
  const status = observed.status;
  const ready = Math.min(status?.readyReplicas ?? 0, replicas);
  const counts = { ready, specified: replicas };

  if (!status?.observedGeneration) {
    return { state: "Scaling", ...counts, message: "is about to start its pods" };
  }
  const isLatest =
    observed.metadata?.annotations?.[annotation] === specified.metadata?.annotations?.[annotation];
  if (!isLatest || !isSeen(observed))
    return { state: "Updating", ...counts, message: "has a change to roll out" };

  if (status.updateRevision !== status.currentRevision) {
    const updated = Math.min(status.updatedReplicas ?? 0, replicas);
    return { state: "Updating", ...counts, message: `has ${updated} of ${replicas} pods updated` };
  }
  if (observed.spec?.replicas !== replicas || status.replicas !== replicas) {
    const present = status.replicas ?? 0;
    return { state: "Scaling", ...counts, message: `has ${present} pods on the way to ${replicas}` };
  }
  if (ready < replicas) {
    return { state: "NotReady", ...counts, message: `has ${ready} of ${replicas} pods ready` };
  }
  // When a change is taken back half way, the revisions are equal at once, and some pods still have the change.
  const updated = status.updatedReplicas ?? 0;
  if (updated < replicas) {
    return { state: "Updating", ...counts, message: `has ${updated} of ${replicas} pods updated` };
  }
  return { state: "Settled", ...counts, message: `has ${ready} of ${replicas} pods ready` };
}

/** Whether a StatefulSet still has pods, or may not have noticed yet that it should have none. */
export const hasPods = (set: StatefulSet): boolean =>
  (set.spec?.replicas ?? 1) > 0 || (set.status?.replicas ?? 0) > 0 || !isSeen(set);

/** Whether the StatefulSet controller has seen the latest change. Until then its counts are of the change before. */
export const isSeen = ({ metadata, status }: StatefulSet): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);

/**
 * The StatefulSet with no pods. What is to become of its volumes when it is deleted is said again, since until then
 * people may have changed their minds.
 */
export function stopped<T extends StatefulSet>(set: T, deletesVolumes: boolean): T {
  const { persistentVolumeClaimRetentionPolicy: _, ...spec } = set.spec ?? {};
  return {
    ...set,
    spec: {
      ...spec,
      replicas: 0,
      ...(deletesVolumes && { persistentVolumeClaimRetentionPolicy: DELETE_VOLUMES }),
    },
  };
}

/** Scaling down keeps the volumes all the same, or an autoscaler would delete data. */
export const DELETE_VOLUMES = { whenDeleted: "Delete", whenScaled: "Retain" } as const;
