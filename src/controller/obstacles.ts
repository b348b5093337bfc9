/** What may keep a resource with StatefulSets from being Ready, whichever product it is. */
import type { KubernetesObject } from "../kubernetes/object.ts";
import type { SecretsFound } from "../kubernetes/secrets.ts";
import type { Rollout } from "../kubernetes/stateful-set.ts";
import type { ObjectMap, Status } from "../metacontroller/hooks.ts";
import { counterpart } from "../metacontroller/observed.ts";
import { condition, reason } from "./conditions-and-reasons.ts";
import { type Finding, no, yes } from "./finding.ts";
import { some, someObjects } from "./some.ts";
import { type Obstacle, wasRunning } from "./status.ts";

/** The children that the spec asks for and that are not there. */
export const missingChildren = (
  desired: readonly KubernetesObject[],
  children: ObjectMap,
): KubernetesObject[] => desired.filter((child) => !counterpart(children, child));

/**
 * Children that are not there: about to be created, or kept away by an object of the same name.
 *
 * @param absent see {@link missingChildren}
 * @param specified how many the spec asks for
 */
export function missing(absent: readonly KubernetesObject[], specified: number): Obstacle[] {
  if (absent.length === 0) return [];
  if (absent.length === specified) {
    return [{ reason: reason.Creating, message: `None of its ${specified} objects exists yet` }];
  }
  return [
    {
      reason: reason.ChildrenMissing,
      message:
        `Not there yet: ${someObjects(absent)}. If it stays so, see the resource's events, and look for objects of the same ` +
        "name that belong to somebody else",
    },
  ];
}

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
  return [{ reason: reason.SecretsMissing, message: `Waiting for ${some(missing)}` }];
}

export const secretsAvailable = ({ missing }: SecretsFound): Finding =>
  missing.length > 0
    ? no(
        condition.SecretsAvailable,
        reason.SecretsMissing,
        `Missing: ${some(missing)}. Pods that run stay as they are.`,
      )
    : yes(condition.SecretsAvailable, reason.AllFound, "Every Secret this resource refers to is there");

const REASONS = {
  Updating: reason.RolloutInProgress,
  Scaling: reason.Scaling,
  NotReady: reason.PodsNotReady,
};

/** A StatefulSet that is there and not yet as the spec asks for. */
export const notSettled = (name: string, { state, message }: Rollout): Obstacle[] =>
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
          "kubectl delete statefulset with --cascade=orphan: it is created again around its running pods",
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
