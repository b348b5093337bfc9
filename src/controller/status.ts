/**
 * The part of a status that all kinds share: phase, and the three conditions that sum everything up.
 *
 * `Ready` says whether the resource is what its spec asks for, `Reconciling` whether it is on the way there, and
 * `Stalled` whether it stays where it is until somebody acts.
 */
import { type TSchema, Type } from "@sinclair/typebox";
import { Conditions } from "../kubernetes/condition.ts";
import type { Parent, Status } from "../metacontroller/hooks.ts";
import type { FieldError } from "../schema/first-errors.ts";
import { condition, explainedPhases, reason } from "./conditions-and-reasons.ts";
import { conditionsFrom, type Finding, no, yes } from "./finding.ts";
import { someProblems } from "./some.ts";
import type { Explanations, Reason } from "./words.ts";

/** Something that keeps a resource from being Ready. */
export interface Obstacle {
  reason: Reason;
  /** A sentence without its full stop. */
  message: string;
  /** Whether it will not go away by itself. */
  stalls?: true;
}

/** The phases of resources with pods. */
export type Phase = keyof typeof explainedPhases;
export const PHASES = Object.keys(explainedPhases) as Phase[];

/**
 * The schema of the shared part, to be spread into the schema of a kind's status.
 *
 * @param phases those of the kind, in reading order
 */
export const statusFields = (phases: Explanations = explainedPhases): Record<SharedField, TSchema> => ({
  phase: Type.String({
    enum: Object.keys(phases),
    description: `The state in one word. ${Object.entries(phases)
      .map(([phase, { means }]) => `${phase}: ${means}. `)
      .join("")}The conditions say why.`,
  }),
  observedGeneration: Type.Integer({
    default: -1,
    description: "The generation of the spec that this status is about; -1 as long as there is none.",
  }),
  conditions: Conditions,
});
type SharedField = keyof Status;

/** What a status is computed from besides what a kind finds itself. */
export interface StatusContext {
  parent: Pick<Parent, "metadata">;
  previous: Status | undefined;
  /** RFC 3339 time in UTC. */
  now: string;
}

/** How a resource is, but for what its obstacles and findings say. */
export interface Summary {
  isPaused: boolean;
  /** Whether all its workloads exist, which tells an update from a first start after a failure. */
  hasRun: boolean;
  /** What Ready says when nothing is in the way. A sentence without its full stop. */
  ready: string;
  /** The phase, of a kind that has its own. */
  phase?: string | undefined;
}

/**
 * The shared part of a resource's status.
 *
 * @param obstacles what keeps it from being Ready, the most telling first
 * @param findings the kind's own conditions
 */
export function statusOf(
  obstacles: readonly Obstacle[],
  findings: readonly Finding[],
  summary: Summary,
  context: StatusContext,
): Status {
  const phase = summary.phase ?? phaseOf(obstacles, summary.hasRun, context.previous);
  return compose(phase, [...summaryOf(obstacles, summary), ...findings], context);
}

/** The shared part while the spec is invalid. */
export function failed(problems: readonly FieldError[], context: StatusContext): Status {
  const message = `${someProblems(problems)}. Until this is corrected everything stays as it is`;
  return compose(
    "Failed",
    [
      no(condition.Ready, reason.InvalidSpec, message),
      no(condition.Reconciling, reason.InvalidSpec, "Waiting for a valid spec"),
      yes(condition.Stalled, reason.InvalidSpec, message),
    ],
    context,
  );
}

/** The shared part while the resource is being deleted. */
export const deleting = (step: Obstacle, context: StatusContext): Status =>
  compose(
    "Deleting",
    [
      no(condition.Ready, reason.Deleting, step.message),
      ...(step.stalls
        ? [
            no(condition.Reconciling, step.reason, "Needs intervention"),
            yes(condition.Stalled, step.reason, step.message),
          ]
        : [
            yes(condition.Reconciling, step.reason, step.message),
            no(condition.Stalled, reason.Deleting, "Deletion goes on by itself"),
          ]),
    ],
    context,
  );

function summaryOf(obstacles: readonly Obstacle[], { isPaused, ready }: Summary): Finding[] {
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
            first ? "Needs intervention" : "Nothing to do",
          ),
    stalling
      ? yes(condition.Stalled, stalling.reason, stalling.message)
      : no(condition.Stalled, reason.Progressing, "Needs no intervention"),
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

function compose(phase: string, findings: readonly Finding[], context: StatusContext): Status {
  const { parent, previous, now } = context;
  const observedGeneration = parent.metadata.generation ?? 0;
  return {
    phase,
    observedGeneration,
    conditions: conditionsFrom(findings, previous?.conditions, observedGeneration, now),
  };
}
