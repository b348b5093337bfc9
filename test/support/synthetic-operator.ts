/** A product of our own invention, so that the server's tests know as little of real ones as the server does. */
import { Type } from "@sinclair/typebox";
import type { Controller, Operator } from "../../src/controller/controller.ts";
import { conditionsFrom, no, yes } from "../../src/controller/finding.ts";
import { conditionTypes, reasons } from "../../src/controller/words.ts";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import type { Status, SyncRequest } from "../../src/metacontroller/hooks.ts";

/** What the tests ask of a Widget. `fail` is a mistake of ours, `echo` comes back in the status. */
interface WidgetSpec {
  size?: unknown;
  fail?: string;
  echo?: unknown;
}

const words = {
  conditions: { Ready: { means: "True: it is there." }, Stalled: { means: "True: it needs intervention." } },
  reasons: {
    AllThere: { means: "All parts are there." },
    SpecValid: { means: "The spec is valid." },
    SpecInvalid: { means: "The spec is not valid." },
  },
};
const condition = conditionTypes(words.conditions);
const reason = reasons(words.reasons);

const statusOf = ({ parent }: SyncRequest, now: string): Status => {
  const { size = 1 } = (parent.spec ?? {}) as WidgetSpec;
  const generation = parent.metadata.generation ?? 0;
  const previous = (parent.status as Status | undefined)?.conditions;
  const findings =
    typeof size === "number"
      ? [
          yes(condition.Ready, reason.AllThere, `All ${size} parts are there`),
          no(condition.Stalled, reason.SpecValid, "The spec is valid"),
        ]
      : [
          no(condition.Ready, reason.SpecInvalid, "spec.size is not a number"),
          yes(condition.Stalled, reason.SpecInvalid, "spec.size is not a number"),
        ];
  return {
    phase: typeof size === "number" ? "Running" : "Failed",
    observedGeneration: generation,
    conditions: conditionsFrom(findings, previous, generation, now),
  };
};

const childrenOf = ({ parent: { metadata, spec } }: SyncRequest): KubernetesObject[] =>
  Array.from({ length: Number((spec as WidgetSpec | undefined)?.size ?? 1) || 1 }, (_, index) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `${metadata.name}-${index}`, namespace: metadata.namespace },
    data: { index: String(index) },
  }));

export const widgetController: Controller = {
  words,
  stateMetrics: {},
  resource: "widget",
  customResource: {
    group: "example.org",
    version: "v1",
    kind: "Widget",
    plural: "widgets",
    singular: "widget",
    shortNames: [],
    categories: [],
    description: "A widget of so many parts.",
    spec: Type.Object({ size: Type.Integer({ description: "How many parts it has.", default: 1 }) }),
    status: Type.Object({}),
    rules: [],
    columns: [],
  },
  childKinds: [{ kind: "ConfigMap.v1", plural: "configmaps", update: "InPlace" }],
  relatedKinds: [{ kind: "Secret.v1", plural: "secrets" }],
  problems: () => [],
  example: {
    controller: { spec: { childResources: [{ apiVersion: "v1", resource: "configmaps" }] } },
    parent: {
      apiVersion: "example.org/v1",
      kind: "Widget",
      metadata: { name: "demo", namespace: "default", uid: "5f3c", generation: 1 },
      spec: { size: 2 },
    },
    children: {},
    related: {},
    finalizing: false,
  },
  customize: ({ parent }) => ({
    relatedResources: [
      { apiVersion: "v1", resource: "secrets", namespace: parent.metadata.namespace, names: ["s"] },
    ],
  }),
  sync(request, now) {
    const { fail, echo } = (request.parent.spec ?? {}) as WidgetSpec;
    if (fail !== undefined) throw new Error(fail);
    const status = { ...statusOf(request, now), ...(echo !== undefined && { echo }) };
    return { status, children: childrenOf(request) };
  },
  finalize: (request, now) => ({
    status: { ...statusOf(request, now), phase: "Deleting" },
    children: [],
    finalized: true,
  }),
};

export const widgetOperator: Operator = {
  name: "widget",
  namespace: "widget-system",
  controllers: [widgetController],
};

/** The example with another spec, and whatever else is given on top of the envelope. */
export const widgetRequest = (
  spec: WidgetSpec & Record<string, unknown> = {},
  rest: Partial<SyncRequest> = {},
): SyncRequest => {
  const { example } = widgetController;
  return { ...example, ...rest, parent: { ...example.parent, ...rest.parent, spec } };
};
