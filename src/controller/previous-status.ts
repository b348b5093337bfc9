import type { TObject } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Condition } from "../kubernetes/condition.ts";
import type { Parent, Status } from "../metacontroller/hooks.ts";

/**
 * The status that the resource has now, as far as it is one of ours; undefined before the first.
 *
 * Anybody may have written it: an earlier operator with conditions of another form, or a hand. What is not well formed
 * counts as absent.
 */
export function previousStatus({ status }: Pick<Parent, "status">): Status | undefined {
  if (status === null || typeof status !== "object" || Array.isArray(status)) return undefined;
  const { phase, conditions, ...rest } = status as Record<string, unknown>;
  if (typeof phase !== "string") return undefined;
  return {
    ...rest,
    phase,
    observedGeneration: Number(rest.observedGeneration) || 0,
    conditions: Array.isArray(conditions) ? conditions.filter(isCondition) : [],
  };
}

const TEXTS = ["type", "status", "lastTransitionTime", "reason", "message"] as const;

const isCondition = (value: unknown): value is Condition =>
  value !== null &&
  typeof value === "object" &&
  TEXTS.every((field) => typeof (value as Record<string, unknown>)[field] === "string") &&
  isTime((value as Condition).lastTransitionTime);

/** The API server would refuse a status that repeats any other time, and so each status there is to come. */
const isTime = (text: string) => RFC_3339.test(text) && !Number.isNaN(Date.parse(text));
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** The fields that every status has. */
const SHARED = ["phase", "observedGeneration", "conditions"];

/**
 * What a status says beyond what every status says, as far as the fields have their types.
 *
 * @param schema that of the whole status
 */
export const ownPartOf = (previous: Status | undefined, schema: TObject): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(schema.properties).flatMap(([name, field]) => {
      const value = (previous as Record<string, unknown> | undefined)?.[name];
      return !SHARED.includes(name) && value !== undefined && Value.Check(field, value)
        ? [[name, value]]
        : [];
    }),
  );
