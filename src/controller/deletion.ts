import { Type } from "@sinclair/typebox";
import type { ObjectOf } from "../kubernetes/kinds.ts";
import { groupOf, type KubernetesObject, kindOf } from "../kubernetes/object.ts";
import { hasPods, stopped } from "../kubernetes/stateful-set.ts";
import type { Parent, SyncRequest } from "../metacontroller/hooks.ts";
import { allAsLastApplied, asLastApplied } from "../metacontroller/last-applied.ts";
import { allOf, ofKind } from "../metacontroller/observed.ts";
import { reason as REASON } from "./conditions-and-reasons.ts";
import { some } from "./some.ts";
import type { Obstacle } from "./status.ts";
import { isVolume } from "./volumes.ts";
import type { Reason } from "./words.ts";

/** The field `deletionProtection` of a spec. */
export const DeletionProtection = Type.Boolean({
  default: false,
  description:
    "While it is true, a deletion takes nothing away: everything runs on, and the resource waits until this is false.",
});

export type Workload = ObjectOf<"StatefulSet.apps/v1">;

/** Workloads that are stopped together, after those of the steps before. */
export interface StopStep {
  reason: Reason;
  includes(workload: Workload): boolean;
}

/** How far a deletion has come. */
export interface Deletion {
  /** What it waits for now. */
  step: Obstacle;
  /** What has to stay for the time being, and what stays for good. */
  children: KubernetesObject[];
  isDone: boolean;
  workloads: Workload[];
}

/**
 * Deletes a resource's children in order: the Services that bring traffic first, then the pods step by step, then the
 * workloads, and last what supported the pods. Pods are stopped by scaling to 0, since a deleted StatefulSet is gone
 * before its pods.
 *
 * It goes by what exists and not by the spec, so that a resource whose spec is broken can be deleted as well. It is done
 * only when no child is left but those that stay: a child that the garbage collector has yet to take would be in the way
 * of a resource that is applied again under the same name.
 *
 * While the resource is protected nothing of that happens.
 *
 * @param stops steps that together include every workload
 * @param outlives children that stay when the resource is gone; volumes do unless the spec wishes them away
 */
export function deletionOf(
  { parent, children }: SyncRequest,
  stops: readonly StopStep[],
  outlives: (child: KubernetesObject) => boolean = () => false,
): Deletion {
  const takesVolumes = deletesVolumes(parent.spec);
  const stays = (child: KubernetesObject) => outlives(child) || (isVolume(child) && !takesVolumes);
  const going = allOf(children).filter((child) => !stays(child));
  const workloads = ofKind(children, "StatefulSet.apps/v1");
  if (isProtected(parent.spec)) {
    return { step: protectedStep(parent), children: allAsLastApplied(children), isDone: false, workloads };
  }
  const steps = [
    { reason: REASON.StoppingTraffic, remaining: going.filter(bringsTraffic) },
    ...stops.map(({ reason, includes }) => ({
      reason,
      remaining: workloads.filter(includes).filter(hasPods),
    })),
    { reason: REASON.DeletingWorkloads, remaining: workloads },
    { reason: REASON.DeletingRest, remaining: going },
  ];
  const current = steps.findIndex(({ remaining }) => remaining.length > 0);
  const isDone = current === -1;
  const { reason, remaining } = steps[current] ?? { reason: REASON.Finished, remaining: [] };
  const names = remaining.map(described).sort();

  const isBefore = (step: number) => !isDone && current < step;
  const hasBegun = (workload: Workload) => stops.findIndex(({ includes }) => includes(workload)) < current;
  return {
    step: { reason, message: isDone ? "Nothing of it is left" : `Waiting for ${some(names)}` },
    children: [
      ...(isBefore(steps.length - 1) ? going.filter(supportsPods).map(asLastApplied) : []),
      ...(isBefore(steps.length - 2) ? workloads : []).map((workload) =>
        hasBegun(workload) ? stopped(asLastApplied(workload), takesVolumes) : asLastApplied(workload),
      ),
      ...allOf(children).filter(stays).map(asLastApplied),
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
  kindOf(child) === "Service.v1" && (child as ObjectOf<"Service.v1">).spec?.clusterIP !== "None";

/** What pods need until they have stopped. An autoscaler is not among it: it would start them again. */
const supportsPods = (child: KubernetesObject) =>
  !bringsTraffic(child) && !["StatefulSet", "HorizontalPodAutoscaler"].includes(child.kind);

const isProtected = (spec: unknown) =>
  (spec as { deletionProtection?: unknown } | undefined)?.deletionProtection === true;

const protectedStep = ({ apiVersion, kind, metadata: { name, namespace } }: Parent): Obstacle => ({
  reason: REASON.DeletionProtected,
  message:
    "Somebody has deleted it, and deletionProtection keeps all of it running. A deletion cannot be taken back. To have it " +
    `carried out: kubectl patch ${kind.toLowerCase()}.${groupOf(`${kind}.${apiVersion}`)} ${name} -n ${namespace} ` +
    `--type=merge -p '{"spec":{"deletionProtection":false}}'`,
  stalls: true,
});

/** The spec may be anything here; only the plain wish to delete the volumes counts. */
const deletesVolumes = (spec: unknown) =>
  (spec as { storage?: { deletionPolicy?: unknown } } | undefined)?.storage?.deletionPolicy === "Delete";
