import { Kind, type TObject, type TSchema } from "@sinclair/typebox";
import { otherSpellingOf, rulesOf } from "./schema.ts";

/** What a CustomResourceDefinition says beyond its schema. */
export interface CustomResource {
  group: string;
  version: string;
  kind: string;
  /** Lower-case plural and singular. */
  plural: string;
  singular: string;
  shortNames: string[];
  categories: string[];
  description: string;
  /** The schema of `spec` and that of `status`. */
  spec: TObject;
  status: TObject;
  /** CEL rules over the whole resource, for what only its metadata shows. */
  rules: { rule: string; message: string }[];
  /** The columns of `kubectl get`; priority 1 is for `-o wide`. */
  columns: { name: string; type: string; jsonPath: string; priority?: number; description?: string }[];
}

/** The CustomResourceDefinition (apiextensions.k8s.io/v1) of a custom resource: namespaced, with a status. */
export function customResourceDefinition(resource: CustomResource) {
  const { group, version, kind, plural, singular, shortNames, categories } = resource;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, listKind: `${kind}List`, plural, singular, shortNames, categories },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: resource.columns,
          schema: {
            openAPIV3Schema: {
              type: "object",
              description: resource.description,
              required: ["spec"],
              properties: {
                apiVersion: { type: "string" },
                kind: { type: "string" },
                metadata: { type: "object" },
                spec: structural(resource.spec),
                status: statusSchema(resource.status),
              },
              "x-kubernetes-validations": resource.rules,
            },
          },
        },
      ],
    },
  };
}

/**
 * The status as the API server takes it.
 *
 * It has a default, so that the defaults inside it are reached before anybody has written one: a resource that no operator
 * has looked at yet is seen to be so (`observedGeneration: -1`). And it requires nothing, since the API server refuses a
 * default that lacks what is required.
 */
export const statusSchema = (status: TObject): Record<string, unknown> => ({
  ...withoutRequired(structural(status)),
  default: {},
});

/**
 * A schema in the form that a CustomResourceDefinition takes ("structural"): one type per value, no references.
 *
 * Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function structural(schema: TSchema): Record<string, unknown> {
  const demands = otherSpellingOf(schema);
  if (!demands) return ofOneType(schema);
  // Rules in CEL are about values of a type.
  const { type: _, "x-kubernetes-validations": __, ...rest } = ofOneType(schema);
  return { ...rest, "x-kubernetes-preserve-unknown-fields": true, ...demands };
}

function ofOneType(schema: TSchema): Record<string, unknown> {
  const { properties, required, items, patternProperties, additionalProperties, anyOf, ...rest } = schema;
  const cel = rulesOf(schema).flatMap(({ cel: rule, message }) => (rule ? [{ rule, message }] : []));
  const fields = properties as Record<string, TSchema> | undefined;
  // TypeBox counts a field with a default as required, since it is always there in the end.
  const mandatory = ((required ?? []) as string[]).filter((name) => fields?.[name]?.default === undefined);
  return {
    ...withoutDoubledPattern(rest),
    ...(anyOf && { anyOf: (anyOf as TSchema[]).map(({ type }) => ({ type })) }),
    // Without fields there is nothing to say; written all the same, kubectl apply would find a change each time.
    ...(Object.keys(fields ?? {}).length > 0 && { properties: mapValues(fields!, structural) }),
    ...(mandatory.length > 0 && { required: mandatory }),
    ...(items && { items: structural(items as TSchema) }),
    ...(schema[Kind] === "Record" && {
      additionalProperties: structural(Object.values(patternProperties as Record<string, TSchema>)[0]!),
    }),
    ...(schema[Kind] === "Unknown" && { "x-kubernetes-preserve-unknown-fields": true }),
    ...(cel.length > 0 && { "x-kubernetes-validations": cel }),
  };
}

/** An enumeration carries a pattern for TypeBox, which knows no `enum`; the API server would report both. */
const withoutDoubledPattern = ({ pattern, ...rest }: Record<string, unknown>) =>
  pattern === undefined || rest.enum ? rest : { ...rest, pattern };

const mapValues = <A, B>(object: Record<string, A>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

/**
 * The API server judges the status at each change of a resource, of its finalizers too: one that a former operator left
 * without a field that ours always has could not be changed at all, and so never get a status of ours. Tried.
 */
function withoutRequired(schema: Record<string, unknown>): Record<string, unknown> {
  const { required: _, properties, items, ...rest } = schema;
  return {
    ...rest,
    ...(properties !== undefined && { properties: mapValues(properties as Schemas, withoutRequired) }),
    ...(items !== undefined && { items: withoutRequired(items as Record<string, unknown>) }),
  };
}

type Schemas = Record<string, Record<string, unknown>>;
