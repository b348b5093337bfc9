import { type Static, Type } from "@sinclair/typebox";
import type { PodDisruptionBudgetSpec } from "kubernetes-types/policy/v1.js";
import { IntOrPercent, Nullable, withRules } from "../schema/schema.ts";

/** The part of a spec that bounds how many pods may be taken at a time. */
export const DisruptionBudget = withRules(
  Type.Object(
    {
      minAvailable: Nullable(IntOrPercent({ description: "How many pods must stay." })),
      maxUnavailable: Nullable(IntOrPercent({ description: "How many pods may go at a time." })),
    },
    {
      description:
        "How many pods node drains may take at a time: minAvailable or maxUnavailable. One unless set.",
    },
  ),
  {
    message: "minAvailable and maxUnavailable exclude each other",
    isMet: ({ minAvailable, maxUnavailable }) => minAvailable === undefined || maxUnavailable === undefined,
    cel: "!has(self.minAvailable) || !has(self.maxUnavailable)",
  },
);
export type DisruptionBudget = Static<typeof DisruptionBudget>;

/** The bound of a PodDisruptionBudget: one pod at a time where none is given. */
export const disruptionBound = ({
  minAvailable,
  maxUnavailable,
}: DisruptionBudget = {}): Partial<PodDisruptionBudgetSpec> =>
  minAvailable !== undefined ? { minAvailable } : { maxUnavailable: maxUnavailable ?? 1 };
