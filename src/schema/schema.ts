/**
 * What TypeBox lacks for custom resources: fields as Kubernetes knows them, and rules across fields.
 *
 * A schema written with these is the only source of the TypeScript type, the hook's check and defaults, and the
 * CRD (see crd.ts).
 */
import {
  type IntegerOptions,
  type SchemaOptions,
  type Static,
  type StringOptions,
  type TOptional,
  type TSchema,
  Type,
} from "@sinclair/typebox";
import { isQuantity, QUANTITY_PATTERN } from "./quantity.ts";

/** A rule that JSON Schema cannot say. */
export interface Rule<T = unknown> {
  /** What must be so, as a sentence that tells people what to change. */
  message: string;
  /** Whether a value, its defaults filled in, keeps the rule. */
  isMet(value: T): boolean;
  /**
   * The same as a CEL expression over `self`, for the API server to refuse the value at once. Absent where CEL
   * cannot say it on every Kubernetes this runs on (there is no quantity() before 1.28), and in lists and maps, where
   * the API server knows no greatest length and counts a rule on every item as too costly.
   */
  cel?: string;
}

const rules = Symbol("rules");

/** Puts rules on a schema. They are judged only where the value has the schema's type. */
export const withRules = <T extends TSchema>(schema: T, ...added: Rule<Static<T>>[]): T => ({
  ...schema,
  [rules]: [...rulesOf(schema), ...added],
});

/** The rules put on a schema, in the order they were written. */
export const rulesOf = (schema: TSchema): readonly Rule<never>[] =>
  (schema as { [rules]?: Rule<never>[] })[rules] ?? [];

const otherSpelling = Symbol("other spelling");

/**
 * A field that resources which are stored spell otherwise, with a value of another type. Hooks translate it before they
 * judge it; the API server, which cannot, takes a value of any type.
 *
 * @param demands what it takes, in keywords that are about values of one type each, such as `pattern` and `maxProperties`
 */
export const alsoSpelt = <T extends TSchema>(schema: T, demands: Readonly<Record<string, unknown>>): T => ({
  ...schema,
  [otherSpelling]: demands,
});

/** What the API server demands of a field that is spelt in two ways; undefined of any other. */
export const otherSpellingOf = (schema: TSchema): Readonly<Record<string, unknown>> | undefined =>
  (schema as { [otherSpelling]?: Readonly<Record<string, unknown>> })[otherSpelling];

/** One of a few words. The CRD lists them, and so does the message when it is none of them. */
export const OneOf = <const T extends readonly string[]>(words: T, options: SchemaOptions = {}) =>
  Type.Unsafe<T[number]>(Type.String({ ...options, enum: words, pattern: `^(${words.join("|")})$` }));

/** An optional field in which `null` means the same as leaving it out. */
export const Nullable = <T extends TSchema>(schema: T) =>
  Type.Optional({ ...schema, nullable: true } as T) as unknown as TOptional<T>;

const quantityRule = {
  message: "must be a Kubernetes quantity, such as 500m, 2 or 10Gi",
  isMet: isQuantity,
};
const matchesQuantity = `self.matches(r'${QUANTITY_PATTERN.replace("[+-]?", "[+]?")}')`;

/** An amount such as `500m`, `2` or `10Gi`; a bare number is fine too. */
export const Quantity = (options: SchemaOptions = {}) =>
  withRules(Type.Union([Type.Integer(), Type.String()], { ...options, "x-kubernetes-int-or-string": true }), {
    ...quantityRule,
    cel: `type(self) == int ? self >= 0 : ${matchesQuantity}`,
  });

/**
 * An amount written as text, for use inside lists: of a value that may be a number too the API server does not know
 * the greatest length, and counts a rule on many of them as too costly.
 */
export const TextQuantity = (options: StringOptions = {}) =>
  withRules(Type.String({ ...options, maxLength: 32 }), { ...quantityRule, cel: matchesQuantity });

/** Of all pods at the most; the API server refuses a PodDisruptionBudget with more. */
const PERCENTAGE = "^(100|[0-9]{1,2})%$";

/** A count or a share of all, such as `2` or `50%`. */
export const IntOrPercent = (options: SchemaOptions = {}) =>
  withRules(Type.Union([Type.Integer(), Type.String()], { ...options, "x-kubernetes-int-or-string": true }), {
    message: "must be a count, such as 2, or a percentage, such as 50%",
    isMet: (value) => (typeof value === "number" ? value >= 0 : new RegExp(PERCENTAGE).test(value)),
    cel: `type(self) == int ? self >= 0 : self.matches('${PERCENTAGE}')`,
  });

/** The name of another object in the same namespace. */
export const ObjectName = (options: StringOptions = {}) =>
  Type.String({ minLength: 1, maxLength: 253, pattern: "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", ...options });

/** The key of a label or an annotation: a name, or a domain and a name. Annotations may use capitals in the domain. */
const KEY = /^([A-Za-z0-9][-A-Za-z0-9.]{0,252}\/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$/;

const keysRule: Rule<object> = {
  message: "must have keys like team or example.com/team, of letters, digits, dashes, dots and underscores",
  isMet: (map) => Object.keys(map).every((key) => KEY.test(key)),
};

export const Annotations = (options: SchemaOptions = {}) =>
  withRules(Type.Record(Type.String(), Type.String({ maxLength: 32_768 }), options), keysRule);

/** Labels, whose values the API server restricts too. */
export const LabelMap = (options: SchemaOptions = {}) =>
  withRules(
    Type.Record(
      Type.String(),
      Type.String({ maxLength: 63, pattern: "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$" }),
      options,
    ),
    keysRule,
  );

/** A whole number that is not negative and that Kubernetes takes for counts and ids. */
export const Int32 = (options: IntegerOptions = {}) =>
  Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1, ...options });

/** An object whose inner defaults count even when it is not written at all. */
export const Section = <T extends Parameters<typeof Type.Object>[0]>(
  properties: T,
  options: SchemaOptions = {},
) => Type.Object(properties, { ...options, default: {} });

/** A TCP port. */
export const Port = (options: SchemaOptions = {}) => Type.Integer({ minimum: 1, maximum: 65535, ...options });
