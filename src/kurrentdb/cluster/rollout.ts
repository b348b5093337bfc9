/**
 * How far a change of the members may be rolled out in this sync.
 *
 * The StatefulSet controller takes the last member that has not the latest template, whether or not one before it is
 * missing; of three members that would leave one, and no majority. So the partition, from which on members are
 * replaced, goes down by one at a time, each time only when all members are ready.
 */
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { isSeen } from "../../kubernetes/stateful-set.ts";
import { FINGERPRINT } from "./annotations.ts";

/** How far a rollout may go, and whether it waits for a member that is missing. */
export interface RolloutStep {
  /** Members from this one on get the latest template; 0 when there is nothing to roll out. */
  partition: number;
  waits: boolean;
}

/**
 * @param asSpecified the StatefulSet as the spec asks for it
 * @param observed the StatefulSet that exists
 * @param isConfirmed whether people want it to go on although a member is missing: it may be the remedy
 */
export function rolloutStep(
  asSpecified: StatefulSet,
  observed: StatefulSet | undefined,
  isConfirmed: boolean,
): RolloutStep {
  const free: RolloutStep = { partition: 0, waits: false };
  const members = observed?.spec?.replicas ?? 0;
  const { readyReplicas: ready = 0, updatedReplicas: updated = 0 } = observed?.status ?? {};
  // Below a majority there is no leader to lose, and one member has no other to wait for.
  if (!observed || members < 2 || ready <= members / 2 || asSpecified.spec?.replicas === 0) return free;
  if (isConfirmed) return free;

  const before = observed.spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
  const isComplete = isSeen(observed) && ready === members;
  if (fingerprintOf(asSpecified) !== fingerprintOf(observed)) {
    if (isComplete) return { partition: members - 1, waits: false };
    // Those that have the change before this one are the first to get this one: it may mend them.
    const isRolling = updated > 0 && updated < members;
    return { partition: isRolling ? before : members, waits: !isRolling };
  }
  if (!isSeen(observed)) return { partition: before, waits: before === members };
  if (updated >= members) return free;
  const isStepDone = isComplete && updated >= members - before;
  return { partition: isStepDone ? before - 1 : before, waits: before === members && !isStepDone };
}

export const fingerprintOf = ({ metadata }: StatefulSet): string | undefined =>
  metadata?.annotations?.[FINGERPRINT];
