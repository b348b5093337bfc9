/** For each thing a schema demands of a value, a value that lacks it, what we say then, and what the API server says. */
import { Kind, type TSchema } from "@sinclair/typebox";
import { otherSpellingOf, rulesOf } from "../../src/schema/schema.ts";
import { entryOf, type Field, fieldsOf, mayLack, propertiesOf, simplest } from "./schema-fields.ts";

/** What a custom resource may not say, and what the user is told then. */
export interface BadSpec {
  /** Why nobody can want this. */
  reason: string;
  /** metadata.name, where it is the name that is wrong. */
  name?: string;
  /** Whole; what is not written has its default. */
  spec: unknown;
  /** The field that is wrong, as kubectl writes it. */
  path: string;
  /** What our hook says of the path, and the API server too unless `apiServer` says otherwise. */
  message: string;
  /** How the API server puts it; `accepts` where only our hook can tell. */
  apiServer?: RegExp | "accepts";
}

/** For the rules of schemas that stand in many places, by their message: a value that breaks it. */
const BROKEN: Record<string, Pick<BadSpec, "apiServer"> & { value: unknown }> = {
  "must be a Kubernetes quantity, such as 500m, 2 or 10Gi": { value: "much" },
  "must have keys like team or example.com/team, of letters, digits, dashes, dots and underscores": {
    value: { "not a key": "a" },
    apiServer: "accepts",
  },
  "must have values with In, NotIn, and none else": {
    value: { key: "a", operator: "In" },
    apiServer: "accepts",
  },
  "must have values with In, NotIn, Gt, Lt, and none else": {
    value: { key: "a", operator: "Gt", values: ["two"] },
    apiServer: "accepts",
  },
  "must have a key, or operator Exists": { value: { operator: "Equal" }, apiServer: "accepts" },
  "must not have a value with operator Exists": {
    value: { key: "a", operator: "Exists", value: "a" },
    apiServer: "accepts",
  },
  "localhostProfile goes with type Localhost, and only with it": { value: { type: "Localhost" } },
  "must not have both value and valueFrom": {
    value: { name: "a", value: "a", valueFrom: { secretKeyRef: { name: "a", key: "a" } } },
    apiServer: "accepts",
  },
  "must have one of secretRef and configMapRef": { value: { prefix: "a" }, apiServer: "accepts" },
  "must not have an ipBlock beside a selector": {
    value: { podSelector: {}, ipBlock: { cidr: "10.0.0.0/8" } },
    apiServer: "accepts",
  },
};

/** One broken rule for each place where a rule of {@link BROKEN} stands. */
export const brokenRulesOf = (schema: TSchema, root: string): BadSpec[] =>
  fieldsOf(schema, root).flatMap(({ path, schema, around }) =>
    rulesOf(schema).flatMap(({ message }) => {
      const broken = BROKEN[message];
      if (!broken) return [];
      const { value, ...rest } = broken;
      return [{ reason: `${path} breaks a rule`, path, spec: around(value), message, ...rest }];
    }),
  );

/** What a value of each kind is not, and how that is said. */
const TYPES: Record<string, { value: unknown; message: string; type: string }> = {
  Object: { value: "text", message: "must be an object", type: "object" },
  Record: { value: "text", message: "must be an object", type: "object" },
  Array: { value: { a: "map" }, message: "must be a list", type: "array" },
  Boolean: { value: "true", message: "must be true or false", type: "boolean" },
  Integer: { value: 1.5, message: "must be a whole number", type: "integer" },
  String: { value: 7, message: "must be a string", type: "string" },
  Union: { value: true, message: "must be a number or a string", type: "integer,string" },
};

type Wrong = Pick<BadSpec, "message" | "apiServer"> & { value: unknown };

const oneOf = ({ enum: words }: TSchema) => `must be one of ${(words as string[]).join(", ")}`;

const allFields = (schema: TSchema) =>
  Object.fromEntries(Object.entries(propertiesOf(schema)).map(([name, field]) => [name, simplest(field)]));

/** A map with one entry more than it may have. */
const fullMap = (schema: TSchema) =>
  Object.fromEntries(
    Array.from({ length: schema.maxProperties + 1 }, (_, index) => [`k${index}`, simplest(entryOf(schema))]),
  );

/** By the keyword of JSON Schema. */
const DEMANDS: Record<string, (schema: TSchema) => Wrong> = {
  minimum: ({ minimum }) => ({
    value: minimum - 1,
    message: `must be at least ${minimum}`,
    apiServer: /should be greater than or equal to/,
  }),
  maximum: ({ maximum }) => ({
    value: maximum + 1,
    message: `must be at most ${maximum}`,
    apiServer: /should be less than or equal to/,
  }),
  minLength: () => ({
    value: "",
    message: "must not be empty",
    apiServer: /should be at least 1 chars long/,
  }),
  maxLength: ({ maxLength }) => ({
    value: "1".repeat(maxLength + 1),
    message: `must not be longer than ${maxLength} characters`,
    apiServer: /Too long/,
  }),
  minItems: () => ({ value: [], message: "must not be empty", apiServer: /should have at least 1 items/ }),
  maxItems: ({ maxItems, items }) => ({
    value: Array.from({ length: maxItems + 1 }, () => simplest(items as TSchema)),
    message: `must not have more than ${maxItems} items`,
    apiServer: /Too many/,
  }),
  pattern: ({ pattern }) => ({
    value: "?!",
    message: `must match ${pattern}`,
    apiServer: /should match/,
  }),
  minProperties: () => ({
    value: {},
    message: "must not be empty",
    apiServer: /should have at least 1 properties/,
  }),
  maxProperties: (schema) => ({
    value: schema[Kind] === "Record" ? fullMap(schema) : allFields(schema),
    message: `must not have more than ${schema.maxProperties} field${schema.maxProperties === 1 ? "" : "s"}`,
    apiServer: /must have at most \d+ items?|Too many/,
  }),
  "x-kubernetes-list-type": ({ items, "x-kubernetes-list-map-keys": keys }) => ({
    value: [simplest(items as TSchema), simplest(items as TSchema)],
    message: keys
      ? `must not have two items with the same ${keys.join(" and ")}`
      : "must not have an item twice",
    apiServer: /Duplicate value/,
  }),
  enum: (schema) => ({ value: "Nonsense", message: oneOf(schema), apiServer: /Unsupported value/ }),
};

/** Keywords that demand nothing, or nothing that a value alone could lack. */
const UNDEMANDING = new Set(
  (
    "type description default nullable format properties required items patternProperties anyOf " +
    "x-kubernetes-int-or-string x-kubernetes-list-map-keys"
  ).split(" "),
);

/** One wrong value for each demand of each field. */
export const wrongValuesOf = (schema: TSchema, root: string): BadSpec[] =>
  fieldsOf(schema, root).flatMap((field) => [...ofType(field), ...ofKeywords(field), ...missing(field)]);

function ofType({ path, schema, around }: Field): BadSpec[] {
  if (schema[Kind] === "Unknown") return [];
  const { value, message, type } = TYPES[schema[Kind] as string]!;
  // Where a value of another type may be another spelling, it is judged as such.
  const apiServer = otherSpellingOf(schema) ? /should match/ : new RegExp(`must be of type ${type}`);
  return [
    {
      reason: `${path} is of another type`,
      path,
      spec: around(value),
      message: schema.enum ? oneOf(schema) : message,
      apiServer,
    },
  ];
}

function ofKeywords({ path, schema, around }: Field): BadSpec[] {
  return Object.keys(schema)
    .filter((keyword) => !UNDEMANDING.has(keyword) && !(keyword === "pattern" && schema.enum))
    .map((demand) => {
      const make = DEMANDS[demand];
      if (!make) throw new Error(`${path}: no wrong value is known for the keyword ${demand}; add one`);
      const { value, ...rest } = make(schema);
      return { reason: `${path} breaks its ${demand}`, path, spec: around(value), ...rest };
    });
}

function missing({ path, schema, around }: Field): BadSpec[] {
  return Object.keys(propertiesOf(schema))
    .filter((name) => !mayLack(schema, name))
    .map((name) => {
      const others = fieldsOf(schema, path).find((field) => field.path === `${path}.${name}`)!;
      const { [name]: _, ...rest } = others.around(undefined) as Record<string, unknown>;
      return {
        reason: `${path} cannot do without ${name}`,
        path: `${path}.${name}`,
        spec: around(rest),
        message: "is required",
        apiServer: /Required value/,
      };
    });
}
