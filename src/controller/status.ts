/**
 * The part of a status that all operators share: phase, and the three conditions that sum everything up.
 *
 * `Ready` says whether the resource is what its spec asks for, `Reconciling` whether it is on the way there, and
 * `Stalled` whether it will stay where it is until people act.
 */
import { Type } from "@sinclair/typebox";
import { type Condition, Conditions } from "../kubernetes/condition.ts";
import type { Parent, Phase, Status } from "../metacontroller/hooks.ts";
import type { Problem } from "../schema/validation.ts";
import { condition, explainedPhases, reason } from "./conditions-and-reasons.ts";
import { conditionsFrom, type Finding, no, yes } from "./finding.ts";
import type { Reason } from "./words.ts";

/** Something that keeps a resource from being Ready. */
export interface Obstacle {
  reason: Reason;
  /** A sentence without its full stop. */
  message: string;
  /** Whether it will not go away by itself. */
  stalls?: true;
}

export const PHASES = Object.keys(explainedPhases) as Phase[];

/** The schema of the shared part, to be spread into a product's status. */
export const statusFields = {
  phase: Type.Unsafe<Phase>(
    Type.String({
      enum: [...PHASES],
      description: `The state in one word. ${PHASES.map((phase) => `${phase}: ${explainedPhases[phase].means}. `).join("")}The conditions say why.`,
    }),
  ),
  observedGeneration: Type.Integer({ description: "The generation of the spec that this status is about." }),
  conditions: Conditions,
};

/** What a status is computed from besides what a product finds itself. */
export interface Circumstances {
  parent: Pick<Parent, "metadata">;
  previous: Status | undefined;
  /** RFC 3339 time in UTC. */
  now: string;
}

/**
 * The shared part of a resource's status.
 *
 * @param obstacles what keeps it from being Ready, the most telling first
 * @param findings the product's own conditions
 * @param hasRun whether all its workloads exist, which tells an update from a first start after a failure
 */
export function statusOf(
  obstacles: readonly Obstacle[],
  findings: readonly Finding[],
  { isPaused, hasRun, ready }: { isPaused: boolean; hasRun: boolean; ready: string },
  circumstances: Circumstances,
): Status {
  const summary = summaryOf(obstacles, isPaused, ready);
  return compose(
    phaseOf(obstacles, hasRun, circumstances.previous),
    [...summary, ...findings],
    circumstances,
  );
}

/** The shared part while the spec is invalid. */
export function failed(problems: readonly Problem[], circumstances: Circumstances): Status {
  const list = problems.map(({ path, message }) => `${path} ${message}`).join("; ");
  const message = `${list}. Until this is corrected everything stays as it is`;
  return compose(
    "Failed",
    [
      no(condition.Ready, reason.InvalidSpec, message),
      no(condition.Reconciling, reason.InvalidSpec, "Waiting for a valid spec"),
      yes(condition.Stalled, reason.InvalidSpec, message),
    ],
    circumstances,
  );
}

/** The shared part while the resource is being deleted. */
export const deleting = (step: Obstacle, circumstances: Circumstances): Status =>
  compose(
    "Deleting",
    [
      no(condition.Ready, reason.Deleting, step.message),
      yes(condition.Reconciling, step.reason, step.message),
      no(condition.Stalled, reason.Deleting, "Deletion goes on by itself"),
    ],
    circumstances,
  );

function summaryOf(obstacles: readonly Obstacle[], isPaused: boolean, ready: string): Finding[] {
  const [first] = obstacles;
  const stalling = obstacles.find(({ stalls }) => stalls);
  const message = obstacles.map(({ message }) => message).join(". ");
  // The message of Ready is what kubectl get -o wide shows.
  const aside = isPaused ? "Paused: nothing is changed. " : "";
  return [
    first
      ? no(condition.Ready, first.reason, aside + message)
      : yes(condition.Ready, reason.AllReady, aside + ready),
    isPaused
      ? no(condition.Reconciling, reason.Paused, "Paused by annotation: everything stays as it is")
      : first && !stalling
        ? yes(condition.Reconciling, first.reason, message)
        : no(
            condition.Reconciling,
            first ? first.reason : reason.AllReady,
            first ? "Waiting for people to act" : "Nothing to do",
          ),
    stalling
      ? yes(condition.Stalled, stalling.reason, stalling.message)
      : no(condition.Stalled, reason.Progressing, "Nothing needs people to act"),
  ];
}

function phaseOf(obstacles: readonly Obstacle[], hasRun: boolean, previous: Status | undefined): Phase {
  if (obstacles.length === 0) return "Running";
  if (obstacles.some(({ stalls }) => stalls)) return "Failed";
  if (wasRunning(previous) || (previous?.phase === "Failed" && hasRun)) return "Updating";
  return obstacles.some((obstacle) => obstacle.reason === reason.SecretsMissing) ? "Pending" : "Creating";
}

/** Whether the resource has been Running before and not been given up since. */
export const wasRunning = (previous: Status | undefined): boolean =>
  previous?.phase === "Running" || previous?.phase === "Updating";

function compose(
  phase: Phase,
  findings: readonly Finding[],
  { parent, previous, now }: Circumstances,
): Status {
  const observedGeneration = parent.metadata.generation ?? 0;
  const before = previous?.conditions as Condition[] | undefined;
  return { phase, observedGeneration, conditions: conditionsFrom(findings, before, observedGeneration, now) };
}
