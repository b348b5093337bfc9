import { Kind, type Static, type TObject, type TSchema } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { type ValueError, ValueErrorType } from "@sinclair/typebox/value";
import { fieldPath } from "./field-path.ts";
import { type FieldError, firstErrors } from "./first-errors.ts";
import { type Rule, rulesOf } from "./schema.ts";

/** How many errors are worth telling at once. */
const MOST_ERRORS = 10;

/** A schema made ready for use on every request. */
export interface Validator<T> {
  /** A copy of the value with every default filled in, and without fields that the schema does not know. */
  withDefaults(value: unknown): T;
  /** What is wrong with a value whose defaults are filled in: first the types, and once they are right the rules. */
  problems(value: unknown): FieldError[];
}

/** @param root what paths start with: `spec` */
export function validator<S extends TObject>(schema: S, root: string): Validator<Static<S>> {
  const check = TypeCompiler.Compile(schema);
  return {
    withDefaults: (value) => defaulted(schema, value) as Static<S>,
    problems: (value) =>
      check.Check(value)
        ? ruleErrors(schema, value, `/${root}`)
        : firstErrors(check.Errors(value), { most: MOST_ERRORS, root: `/${root}`, sentence }),
  };
}

/**
 * Fills in defaults the way the API server does: a default stands in for a value that is missing or null, and is then
 * filled in itself. (TypeBox would merge a default into an object that is there, and choose a second storage backend.)
 */
function defaulted(schema: TSchema, value: unknown): unknown {
  const present = value ?? structuredClone(schema.default);
  if (present === undefined || present === null) return undefined;
  if (Array.isArray(present)) {
    return schema[Kind] === "Array"
      ? present.map((item) => defaulted(schema.items as TSchema, item))
      : present;
  }
  if (schema[Kind] !== "Object" || typeof present !== "object") return present;

  const fields = schema.properties as Record<string, TSchema>;
  return Object.fromEntries(
    Object.entries(fields)
      .map(([key, field]) => [key, defaulted(field, (present as Record<string, unknown>)[key])] as const)
      .filter(([, inner]) => inner !== undefined),
  );
}

function sentence({ type, schema, message }: ValueError): string {
  if (type === ValueErrorType.ObjectRequiredProperty) return "is required";
  if (Array.isArray(schema.enum)) return `must be one of ${schema.enum.join(", ")}`;
  if (schema["x-kubernetes-int-or-string"]) return "must be a number or a string";
  return SENTENCES[type]?.(schema) ?? message.replace(/^Expected /, "must be ");
}

/** In the words of people who write YAML, where TypeBox has those of people who write types. */
const SENTENCES: { [type in ValueErrorType]?: (schema: TSchema) => string } = {
  [ValueErrorType.Array]: () => "must be a list",
  [ValueErrorType.ArrayMinItems]: () => "must not be empty",
  [ValueErrorType.ArrayMaxItems]: ({ maxItems }) => `must not have more than ${maxItems} items`,
  [ValueErrorType.Boolean]: () => "must be true or false",
  [ValueErrorType.Integer]: () => "must be a whole number",
  [ValueErrorType.IntegerMinimum]: ({ minimum }) => `must be at least ${minimum}`,
  [ValueErrorType.IntegerMaximum]: ({ maximum }) => `must be at most ${maximum}`,
  [ValueErrorType.Object]: () => "must be an object",
  [ValueErrorType.ObjectMinProperties]: () => "must not be empty",
  [ValueErrorType.ObjectMaxProperties]: ({ maxProperties }) =>
    `must not have more than ${maxProperties} field${maxProperties === 1 ? "" : "s"}`,
  [ValueErrorType.String]: () => "must be a string",
  [ValueErrorType.StringMinLength]: () => "must not be empty",
  [ValueErrorType.StringMaxLength]: ({ maxLength }) => `must not be longer than ${maxLength} characters`,
  [ValueErrorType.StringPattern]: ({ pattern }) => `must match ${pattern}`,
};

/**
 * Rules of a value rely on those of its fields: two amounts are compared once both are amounts.
 *
 * @param pointer where the value stands, as a JSON pointer
 */
function ruleErrors(schema: TSchema, value: unknown, pointer: string): FieldError[] {
  if (value === undefined) return [];
  const inner = innerErrors(schema, value, pointer);
  if (inner.length > 0) return inner.slice(0, MOST_ERRORS);
  return [...rulesOf(schema), ...(schema[Kind] === "Array" ? uniqueness(schema) : [])]
    .filter(({ isMet }) => !isMet(value as never))
    .map(({ message }) => ({ path: fieldPath(pointer), message }));
}

/** What a list type demands: of two items with one name, server-side apply would refuse the whole object. */
function uniqueness({ "x-kubernetes-list-type": type, "x-kubernetes-list-map-keys": keys }: TSchema): Rule[] {
  if (type !== "set" && type !== "map") return [];
  const identity = (item: unknown) =>
    JSON.stringify(keys ? keys.map((key: string) => (item as Record<string, unknown>)[key]) : item);
  return [
    {
      message: keys
        ? `must not have two items with the same ${keys.join(" and ")}`
        : "must not have an item twice",
      isMet: (list) => new Set((list as unknown[]).map(identity)).size === (list as unknown[]).length,
    },
  ];
}

function innerErrors(schema: TSchema, value: unknown, pointer: string): FieldError[] {
  if (schema[Kind] === "Object") {
    const fields = Object.entries(schema.properties as Record<string, TSchema>);
    return fields.flatMap(([key, field]) =>
      ruleErrors(field, (value as Record<string, unknown>)[key], `${pointer}/${key}`),
    );
  }
  if (schema[Kind] === "Array") {
    return (value as unknown[]).flatMap((item, index) =>
      ruleErrors(schema.items as TSchema, item, `${pointer}/${index}`),
    );
  }
  return [];
}

/**
 * What a custom resource's name must be like, so that its children can be named after it: Services take no more than
 * RFC 1035 labels, and other names have a suffix.
 */
export function nameRulesUpTo(longest: number) {
  const rules = [
    {
      rule: `self.metadata.name.size() <= ${longest}`,
      message: `must not be longer than ${longest} characters, or the names of its pods get too long`,
      isMet: (name: string) => name.length <= longest,
    },
    {
      rule: "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
      message:
        "must start with a letter and have only lower-case letters, digits and dashes, since Services are named " +
        "after it",
      isMet: (name: string) => /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name),
    },
  ];
  return {
    /** For the CRD: CEL over the whole resource. */
    cel: rules.map(({ rule, message }) => ({ rule, message: `metadata.name ${message}` })),
    problems: (name: string): FieldError[] =>
      rules.filter(({ isMet }) => !isMet(name)).map(({ message }) => ({ path: "metadata.name", message })),
  };
}
