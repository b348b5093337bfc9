import type { Condition } from "../kubernetes/condition.ts";
import { boundedMessage } from "./some.ts";
import type { ConditionType, Reason } from "./words.ts";

/** A condition before it is known since when and for which generation it holds. */
export interface Finding extends Pick<Condition, "status" | "message"> {
  type: ConditionType;
  reason: Reason;
}

export const yes = (type: ConditionType, reason: Reason, message: string): Finding => ({
  type,
  status: "True",
  reason,
  message,
});

export const no = (type: ConditionType, reason: Reason, message: string): Finding => ({
  type,
  status: "False",
  reason,
  message,
});

/**
 * Turns findings into conditions, keeping the time of those whose status is what it was.
 *
 * @param previous the conditions of the resource's present status, if it has any
 * @param now RFC 3339 time; used only for a status that changes
 */
export function conditionsFrom(
  findings: readonly Finding[],
  previous: readonly Condition[] | undefined,
  observedGeneration: number,
  now: string,
): Condition[] {
  return findings.map((finding) => {
    const before = previous?.find(({ type }) => type === finding.type);
    const lastTransitionTime = before?.status === finding.status ? before.lastTransitionTime : now;
    return { ...finding, message: boundedMessage(finding.message), observedGeneration, lastTransitionTime };
  });
}
