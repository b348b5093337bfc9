import assert from "node:assert/strict";
import type { Condition, ConditionStatus } from "../../../src/kubernetes/condition.ts";
import type { Status } from "../../../src/metacontroller/hooks.ts";

/** A condition of a status, which has to be as expected. */
export function conditionOf({ conditions }: Status, type: string, status: ConditionStatus): Condition {
  const found = conditions.find((condition) => condition.type === type);
  assert.equal(found?.status, status, `condition ${type}: ${found?.message}`);
  return found!;
}
