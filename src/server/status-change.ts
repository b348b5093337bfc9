import type { Condition } from "../kubernetes/condition.ts";
import type { Status } from "../metacontroller/hooks.ts";

/** What differs between two statuses, as far as a person who reads a log wants to know. */
export interface StatusChange {
  phase?: { from: string | undefined; to: string };
  conditions?: (Pick<Condition, "type" | "status" | "reason" | "message"> & { from: string | undefined })[];
}

/**
 * @param before the status the custom resource has; anything, since it comes from outside
 * @returns undefined when neither the phase nor any condition's status changed
 */
export function statusChange(before: unknown, after: Status): StatusChange | undefined {
  const was = (before ?? {}) as { phase?: unknown; conditions?: unknown };
  const phase = text(was.phase);
  const statuses = new Map(
    list(was.conditions).map((condition) => [condition?.type, text(condition?.status)]),
  );
  const conditions = after.conditions
    .filter(({ type, status }) => statuses.get(type) !== status)
    .map(({ type, status, reason, message }) => ({
      type,
      from: statuses.get(type),
      status,
      reason,
      message,
    }));
  if (phase === after.phase && conditions.length === 0) return undefined;
  return {
    ...(phase !== after.phase && { phase: { from: phase, to: after.phase } }),
    ...(conditions.length > 0 && { conditions }),
  };
}

const text = (value: unknown) => (typeof value === "string" ? value : undefined);
const list = (value: unknown): ({ type?: unknown; status?: unknown } | null | undefined)[] =>
  Array.isArray(value) ? value : [];

/** The change as a sentence: `Creating → Running; Ready False → True (AllReady: All 3 nodes are ready)`. */
export const describeChange = ({ phase, conditions = [] }: StatusChange): string =>
  [
    ...(phase ? [`${phase.from ?? "new"} → ${phase.to}`] : []),
    ...conditions.map(
      ({ type, from, status, reason, message }) =>
        `${type} ${from ?? "unset"} → ${status} (${reason}: ${message})`,
    ),
  ].join("; ");
