/** What may keep a resource with StatefulSets from being Ready, whichever product it is. */

import type { KubernetesObject } from "../kubernetes/object.ts";
import { kindOf } from "../kubernetes/object.ts";
import type { SecretsFound } from "../kubernetes/secrets.ts";
import type { Rollout } from "../kubernetes/stateful-set.ts";
import type { ObjectMap, Status } from "../metacontroller/hooks.ts";
import { find } from "../metacontroller/observed.ts";
import { condition, reason } from "./conditions-and-reasons.ts";
import { type Finding, no, yes } from "./finding.ts";
import { type Obstacle, wasRunning } from "./status.ts";

/** The wanted children that are not there: about to be created, or kept away by an object of the same name. */
export function absent(desired: readonly KubernetesObject[], children: ObjectMap): Obstacle[] {
  const missing = desired.filter(
    ({ metadata, ...child }) => !find(children, kindOf(child), metadata.namespace ?? "", metadata.name ?? ""),
  );
  if (missing.length === 0) return [];
  if (missing.length === desired.length) {
    return [{ reason: reason.Creating, message: `None of its ${desired.length} objects exists yet` }];
  }
  const names = missing.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(", ");
  return [
    {
      reason: reason.ChildrenMissing,
      message:
        `Not there yet: ${names}. If it stays so, see the resource's events, and look for objects of the same ` +
        "name that belong to somebody else",
    },
  ];
}

/** A StatefulSet of somebody else's bears the name of ours. */
export const nameTaken = (name: string): Obstacle => ({
  reason: reason.NameTaken,
  message:
    `StatefulSet ${name} exists and does not belong to this resource, so it is left alone. Give the resource ` +
    "another name, or delete that StatefulSet with --cascade=orphan to have it made anew around its pods",
  stalls: true,
});

/**
 * Pods that run do so without the Secret, so its loss is an obstacle only to those that have yet to start; see the
 * condition SecretsAvailable.
 */
export function secretsMissing(
  { missing }: SecretsFound,
  rollouts: readonly Rollout[],
  previous: Status | undefined,
): Obstacle[] {
  if (missing.length === 0) return [];
  if (wasRunning(previous) && rollouts.every(({ state }) => state === "Settled")) return [];
  return [{ reason: reason.SecretsMissing, message: `Waiting for ${missing.join(", ")}` }];
}

export const secretsAvailable = ({ missing }: SecretsFound): Finding =>
  missing.length > 0
    ? no(
        condition.SecretsAvailable,
        reason.SecretsMissing,
        `Missing: ${missing.join(", ")}. Pods that run stay as they are.`,
      )
    : yes(condition.SecretsAvailable, reason.AllFound, "Every Secret this resource refers to is there");

const REASONS = {
  Updating: reason.RolloutInProgress,
  Scaling: reason.Scaling,
  NotReady: reason.PodsNotReady,
};

/** A StatefulSet that is there and not yet as it should be. */
export const unsettled = (name: string, { state, message }: Rollout): Obstacle[] =>
  state === "Settled" || state === "Missing"
    ? []
    : [{ reason: REASONS[state], message: `StatefulSet ${name} ${message}` }];

/**
 * Whether the volumes are what is asked for.
 *
 * @param differences by StatefulSet, see volumeDifferences
 */
export function volumesAsSpecified(differences: ReadonlyMap<string, readonly string[]>): Finding {
  const parts = [...differences].flatMap(([name, list]) =>
    list.length > 0 ? [`StatefulSet ${name} keeps ${list.join(" and ")}`] : [],
  );
  return parts.length > 0
    ? no(
        condition.VolumesAsSpecified,
        reason.VolumesDiffer,
        `${parts.join("; ")}, since volumes of a StatefulSet cannot be changed. Resize its claims, then run ` +
          "kubectl delete statefulset with --cascade=orphan: it is made anew around its running pods",
      )
    : yes(condition.VolumesAsSpecified, reason.VolumesMatch, "The volumes are what the spec asks for");
}

/** Says so while a resource is paused, and nothing otherwise. */
export const pausedFinding = (isPaused: boolean, annotation: string): Finding[] =>
  isPaused
    ? [
        yes(
          condition.Paused,
          reason.Annotated,
          `Nothing is changed until the annotation ${annotation} is removed`,
        ),
      ]
    : [];
