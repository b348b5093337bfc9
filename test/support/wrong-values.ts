/** For each thing a schema demands of a value, a value that lacks it, what we say then, and what the API server says. */
import { Kind, type TSchema } from "@sinclair/typebox";
import { type Field, fieldsOf, mayLack, propertiesOf, simplest } from "./schema-fields.ts";

export interface WrongValue {
  /** The demand: `type`, `minimum`, `pattern`, … */
  demand: string;
  /** The whole value, wrong in this one place. */
  value: unknown;
  path: string;
  /** What our hook says of the path. */
  message: string;
  /** How the API server puts it. */
  apiServer: RegExp;
}

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

type Wrong = Pick<WrongValue, "message" | "apiServer"> & { value: unknown };

const oneOf = ({ enum: words }: TSchema) => `must be one of ${(words as string[]).join(", ")}`;

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
  enum: (schema) => ({ value: "Nonsense", message: oneOf(schema), apiServer: /Unsupported value/ }),
};

/** Keywords that demand nothing, or nothing that a value alone could lack. */
const UNDEMANDING = new Set(
  (
    "type description default nullable format properties required items patternProperties anyOf " +
    "x-kubernetes-int-or-string x-kubernetes-list-type x-kubernetes-list-map-keys"
  ).split(" "),
);

/** One wrong value for each demand of each field. */
export const wrongValuesOf = (schema: TSchema, root: string): WrongValue[] =>
  fieldsOf(schema, root).flatMap((field) => [...ofType(field), ...ofKeywords(field), ...missing(field)]);

function ofType({ path, schema, around }: Field): WrongValue[] {
  if (schema[Kind] === "Unknown") return [];
  const { value, message, type } = TYPES[schema[Kind] as string]!;
  const apiServer = new RegExp(`must be of type ${type}`);
  return [
    {
      demand: "type",
      path,
      value: around(value),
      message: schema.enum ? oneOf(schema) : message,
      apiServer,
    },
  ];
}

function ofKeywords({ path, schema, around }: Field): WrongValue[] {
  return Object.keys(schema)
    .filter((keyword) => !UNDEMANDING.has(keyword) && !(keyword === "pattern" && schema.enum))
    .map((demand) => {
      const make = DEMANDS[demand];
      if (!make) throw new Error(`${path}: no wrong value is known for the keyword ${demand}; add one`);
      const { value, ...rest } = make(schema);
      return { demand, path, value: around(value), ...rest };
    });
}

function missing({ path, schema, around }: Field): WrongValue[] {
  return Object.keys(propertiesOf(schema))
    .filter((name) => !mayLack(schema, name))
    .map((name) => {
      const others = fieldsOf(schema, path).find((field) => field.path === `${path}.${name}`)!;
      const { [name]: _, ...rest } = others.around(undefined) as Record<string, unknown>;
      return {
        demand: "required",
        path: `${path}.${name}`,
        value: around(rest),
        message: "is required",
        apiServer: /Required value/,
      };
    });
}
