import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { Service } from "kubernetes-types/core/v1.js";
import type { KubernetesObject } from "../kubernetes/object.ts";
import { hasPods, stopped } from "../kubernetes/stateful-set.ts";
import type { SyncRequest } from "../metacontroller/hooks.ts";
import { asItIs } from "../metacontroller/last-applied.ts";
import { allOf, ofKind } from "../metacontroller/observed.ts";
import { reason as REASON } from "./conditions-and-reasons.ts";
import type { Obstacle } from "./status.ts";
import type { Reason } from "./words.ts";

export type Workload = StatefulSet & KubernetesObject;

/** Workloads that are stopped together, after those of the steps before. */
export interface StopStep {
  reason: Reason;
  includes(workload: Workload): boolean;
}

/** How far a deletion has come. */
export interface TakeDown {
  /** What it waits for now. */
  step: Obstacle;
  /** What has to stay for the time being. */
  children: KubernetesObject[];
  isDone: boolean;
  workloads: Workload[];
}

/**
 * Takes a resource down in order: the Services that bring traffic first, then the pods step by step, then what is
 * left. Pods are stopped by scaling to 0, since a deleted StatefulSet is gone before its pods.
 *
 * It goes by what exists and not by the spec, so that a resource whose spec is broken can be deleted as well.
 *
 * @param stops steps that together include every workload
 */
export function takeDown({ parent, children }: SyncRequest, stops: readonly StopStep[]): TakeDown {
  const workloads = ofKind<Workload>(children, "StatefulSet.apps/v1");
  const steps = [
    { reason: REASON.StoppingTraffic, remaining: allOf(children).filter(bringsTraffic) },
    ...stops.map(({ reason, includes }) => ({
      reason,
      remaining: workloads.filter(includes).filter(hasPods),
    })),
    { reason: REASON.DeletingWorkloads, remaining: workloads },
  ];
  const current = steps.findIndex(({ remaining }) => remaining.length > 0);
  const isDone = current === -1;
  const { reason, remaining } = steps[current] ?? { reason: REASON.Finished, remaining: [] };
  const names = remaining.map(described).sort();

  const hasBegun = (workload: Workload) => stops.findIndex(({ includes }) => includes(workload)) < current;
  const kept = workloads.map((workload) =>
    hasBegun(workload)
      ? stopped(asItIs(workload) as Workload, deletesVolumes(parent.spec))
      : asItIs(workload),
  );
  return {
    step: { reason, message: isDone ? "All pods have stopped" : `Waiting for ${names.join(", ")}` },
    children: [
      ...allOf(children).filter(isBackdrop).map(asItIs),
      ...(isDone || reason === REASON.DeletingWorkloads ? [] : kept),
    ],
    isDone,
    workloads,
  };
}

function described({ kind, metadata, ...rest }: KubernetesObject): string {
  const pods = kind === "StatefulSet" ? ((rest as Workload).status?.replicas ?? 0) : 0;
  return `${kind} ${metadata.name}${pods > 0 ? ` (${pods} ${pods === 1 ? "pod" : "pods"} left)` : ""}`;
}

/** The Services that clients use, other than those that give the pods their names. */
const bringsTraffic = (child: KubernetesObject) =>
  child.kind === "Service" && (child as Service).spec?.clusterIP !== "None";

/** What pods need until they have stopped. An autoscaler is not among it: it would start them again. */
const isBackdrop = (child: KubernetesObject) =>
  !bringsTraffic(child) && !["StatefulSet", "HorizontalPodAutoscaler"].includes(child.kind);

/** The spec may be anything here; only the plain wish to delete the volumes counts. */
const deletesVolumes = (spec: unknown) =>
  (spec as { storage?: { deletionPolicy?: unknown } } | undefined)?.storage?.deletionPolicy === "Delete";
