/** Where pods may run, as in a pod spec: node selector, tolerations, affinity, spread. */
import { type Static, Type } from "@sinclair/typebox";
import type {
  Toleration as KubernetesToleration,
  PodSpec,
  TopologySpreadConstraint,
} from "kubernetes-types/core/v1.js";
import { Int32, LabelMap, OneOf, withRules } from "../schema/schema.ts";

const text = (description?: string) => Type.String(description ? { description } : {});

/** A text that the API server demands. */
const name = (description?: string) => Type.String({ minLength: 1, ...(description && { description }) });

/** Which values an operator takes. */
const TAKES: Record<string, (values: readonly string[]) => boolean> = {
  In: ({ length }) => length > 0,
  NotIn: ({ length }) => length > 0,
  Exists: ({ length }) => length === 0,
  DoesNotExist: ({ length }) => length === 0,
  Gt: ([value, ...more]) => /^-?\d+$/.test(value ?? "") && more.length === 0,
  Lt: ([value, ...more]) => /^-?\d+$/.test(value ?? "") && more.length === 0,
};

/** A condition on a label. @param operators of those that there are, the ones that are known here */
const requirement = (operators: readonly string[], key: string) =>
  withRules(
    Type.Object({
      key: name(key),
      operator: OneOf(operators),
      values: Type.Optional(Type.Array(Type.String())),
    }),
    {
      message: `must have values with ${operators.filter((operator) => !TAKES[operator]!([])).join(", ")}, and none else`,
      isMet: ({ operator, values = [] }) => TAKES[operator]!(values),
    },
  );

export const LabelSelector = Type.Object(
  {
    matchLabels: Type.Optional(LabelMap({ description: "Labels an object must have, all of them." })),
    matchExpressions: Type.Optional(
      Type.Array(requirement(["In", "NotIn", "Exists", "DoesNotExist"], "The label."), {
        description: "Conditions on labels, all of which must hold.",
      }),
    ),
  },
  { description: "Which objects, by their labels." },
);

export const Toleration = withRules(
  Type.Object({
    key: Type.Optional(text("The taint's key; empty with operator Exists tolerates every taint.")),
    operator: Type.Optional(OneOf(["Equal", "Exists"], { description: "Equal unless set." })),
    value: Type.Optional(text("The taint's value, for operator Equal.")),
    effect: Type.Optional(OneOf(["NoSchedule", "PreferNoSchedule", "NoExecute"])),
    tolerationSeconds: Type.Optional(
      Type.Integer({
        description: "How long a NoExecute taint is tolerated. Ignored with any other effect.",
      }),
    ),
  }),
  {
    message: "must have a key, or operator Exists",
    isMet: ({ key, operator }) => !!key || operator === "Exists",
  },
  {
    message: "must not have a value with operator Exists",
    isMet: ({ operator, value }) => operator !== "Exists" || !value,
  },
);
export type Toleration = Static<typeof Toleration>;

const NodeSelectorRequirement = requirement(
  ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"],
  "The node's label.",
);

const NodeSelectorTerm = Type.Object({
  matchExpressions: Type.Optional(Type.Array(NodeSelectorRequirement)),
  matchFields: Type.Optional(Type.Array(NodeSelectorRequirement)),
});

const PodAffinityTerm = Type.Object({
  labelSelector: Type.Optional(LabelSelector),
  namespaceSelector: Type.Optional(LabelSelector),
  namespaces: Type.Optional(Type.Array(Type.String())),
  topologyKey: name("The node label whose values are the places, such as kubernetes.io/hostname."),
  matchLabelKeys: Type.Optional(Type.Array(Type.String())),
  mismatchLabelKeys: Type.Optional(Type.Array(Type.String())),
});

const podAffinity = (description: string) =>
  Type.Object(
    {
      requiredDuringSchedulingIgnoredDuringExecution: Type.Optional(Type.Array(PodAffinityTerm)),
      preferredDuringSchedulingIgnoredDuringExecution: Type.Optional(
        Type.Array(
          Type.Object({
            weight: Type.Integer({ minimum: 1, maximum: 100 }),
            podAffinityTerm: PodAffinityTerm,
          }),
        ),
      ),
    },
    { description },
  );

export const Affinity = Type.Object(
  {
    nodeAffinity: Type.Optional(
      Type.Object(
        {
          requiredDuringSchedulingIgnoredDuringExecution: Type.Optional(
            Type.Object({ nodeSelectorTerms: Type.Array(NodeSelectorTerm, { minItems: 1 }) }),
          ),
          preferredDuringSchedulingIgnoredDuringExecution: Type.Optional(
            Type.Array(
              Type.Object({
                weight: Type.Integer({ minimum: 1, maximum: 100 }),
                preference: NodeSelectorTerm,
              }),
            ),
          ),
        },
        { description: "Nodes to run on or to prefer." },
      ),
    ),
    podAffinity: Type.Optional(podAffinity("Pods to run beside.")),
    podAntiAffinity: Type.Optional(podAffinity("Pods to keep away from.")),
  },
  { description: "Nodes and neighbours that pods want or avoid, as in a pod." },
);

export const TopologySpread = Type.Object({
  maxSkew: Int32({
    minimum: 1,
    description: "By how many pods the fullest place may lead the emptiest.",
  }),
  topologyKey: name("The node label whose values are the places, such as topology.kubernetes.io/zone."),
  whenUnsatisfiable: OneOf(["DoNotSchedule", "ScheduleAnyway"]),
  labelSelector: Type.Optional(LabelSelector),
  matchLabelKeys: Type.Optional(Type.Array(Type.String())),
  minDomains: Type.Optional(Int32({ minimum: 1 })),
  nodeAffinityPolicy: Type.Optional(OneOf(["Honor", "Ignore"])),
  nodeTaintsPolicy: Type.Optional(OneOf(["Honor", "Ignore"])),
});
export type TopologySpread = Static<typeof TopologySpread>;

/** The scheduling fields of a custom resource, to be spread into its spec. */
export const schedulingFields = {
  nodeSelector: Type.Optional(
    LabelMap({ description: "Labels a node must have for pods to run there, as in a pod." }),
  ),
  tolerations: Type.Optional(
    Type.Array(Toleration, { description: "Taints of nodes that pods tolerate, as in a pod." }),
  ),
  affinity: Type.Optional(Affinity),
  topologySpreadConstraints: Type.Optional(
    Type.Array(TopologySpread, {
      description:
        "How pods spread over places. Unless set, they spread over nodes and zones as well as they can. " +
        "A constraint without a labelSelector counts the pods it stands on.",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["topologyKey", "whenUnsatisfiable"],
    }),
  ),
  priorityClassName: Type.Optional(
    Type.String({
      description: "PriorityClass of the pods, so that they are scheduled and kept before others.",
    }),
  ),
};

const Scheduling = Type.Object(schedulingFields);
type Scheduling = Static<typeof Scheduling>;

/** The API server refuses tolerationSeconds beside any effect but NoExecute, and custom resources in use have that. */
export const tolerations = (
  specified: readonly Toleration[] | undefined,
): KubernetesToleration[] | undefined =>
  specified?.map(({ tolerationSeconds, ...toleration }) =>
    tolerationSeconds !== undefined && toleration.effect === "NoExecute"
      ? { ...toleration, tolerationSeconds }
      : toleration,
  );

/** The specified constraints or, where none are written, the best possible spread over nodes and zones. */
export function topologySpread(
  specified: readonly TopologySpread[] | undefined,
  podLabels: Record<string, string>,
): TopologySpreadConstraint[] {
  const labelSelector = { matchLabels: podLabels };
  if (specified)
    return specified.map((constraint) => ({ labelSelector, ...constraint }) as TopologySpreadConstraint);
  return ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector,
  }));
}

/**
 * The scheduling part of a pod's spec.
 *
 * @param podLabels the labels by which the pods are counted where they spread
 */
export const scheduling = (
  {
    nodeSelector,
    tolerations: tolerated,
    affinity,
    priorityClassName,
    topologySpreadConstraints,
  }: Scheduling,
  podLabels: Record<string, string>,
): Partial<PodSpec> =>
  ({
    nodeSelector,
    tolerations: tolerations(tolerated),
    affinity,
    priorityClassName,
    topologySpreadConstraints: topologySpread(topologySpreadConstraints, podLabels),
  }) as Partial<PodSpec>;
