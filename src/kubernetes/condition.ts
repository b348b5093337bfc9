import { Type } from "@sinclair/typebox";

/**
 * A condition in the standard form of metav1.Condition.
 *
 * `Ready`, `Reconciling` and `Stalled` have the meaning kstatus gives them, so that `kubectl wait`, Flux and
 * Argo CD understand a resource without being told about it: https://github.com/kubernetes-sigs/cli-utils/tree/master/pkg/kstatus
 */
export interface Condition {
  /** CamelCase, unique in the list. */
  type: string;
  status: ConditionStatus;
  /** The metadata.generation the condition was computed from. */
  observedGeneration: number;
  /** RFC 3339 in UTC, to the second. Moves only when `status` does. */
  lastTransitionTime: string;
  /** CamelCase, one word for programs. */
  reason: string;
  /** A sentence for people. Holds no time and no secret, and lists names in a fixed order. */
  message: string;
}

export type ConditionStatus = "True" | "False" | "Unknown";

/** The conditions of a status, for its CRD. */
export const Conditions = Type.Array(
  Type.Object({
    type: Type.String({ maxLength: 316, description: "What the condition is about." }),
    status: Type.String({ enum: ["True", "False", "Unknown"] }),
    observedGeneration: Type.Integer({ description: "The generation of the resource it was found for." }),
    lastTransitionTime: Type.String({ format: "date-time", description: "Since when it has this status." }),
    reason: Type.String({ maxLength: 1024, description: "Why, in one word for programs." }),
    message: Type.String({ maxLength: 32_768, description: "Why, in a sentence for people." }),
  }),
  {
    maxItems: 32,
    description: "How the resource is doing, one aspect each. Ready, Reconciling and Stalled sum it up.",
    // As a map by type each would have to have one, and those that a former operator left have none.
    "x-kubernetes-list-type": "atomic",
  },
);

/** Whether conditions say that something is so. */
export const isTrue = (conditions: readonly Condition[] | undefined, type: string): boolean =>
  conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;
