/** Any value that a schema takes, so that a new field is covered by the property tests without being told of it. */
import { Kind, type TSchema, Type } from "@sinclair/typebox";
import fc from "fast-check";
import { rulesOf } from "../../../src/schema/schema.ts";
import { validator } from "../../../src/schema/validation.ts";
import { entryOf, mayLack, propertiesOf } from "../schema-fields.ts";
import { anyAmount } from "./amount.ts";

export function anyValueOf(schema: TSchema): fc.Arbitrary<unknown> {
  const value = rulesOf(schema).length > 0 ? any(schema).filter(keepsRules(schema)) : any(schema);
  return schema.nullable ? fc.oneof({ weight: 4, arbitrary: value }, fc.constant(null)) : value;
}

function any(schema: TSchema): fc.Arbitrary<unknown> {
  switch (schema[Kind]) {
    case "Object":
      return anyObject(schema);
    case "Array":
      return anyList(schema);
    case "Record":
      return fc.dictionary(anyKey, anyValueOf(entryOf(schema)), { maxKeys: 3 });
    case "Boolean":
      return fc.boolean();
    case "Integer":
      // More are allowed, but each pod there is would be simulated.
      return anyInteger(schema.minimum ?? -100, Math.min(schema.maximum ?? 100_000, 100_000));
    case "Union":
      return anyAmount;
    case "String":
      return anyString(schema);
    case "Unknown":
      return fc.jsonValue({ maxDepth: 2 });
  }
  throw new Error(`No values are known for a schema of kind ${String(schema[Kind])}; add them`);
}

function anyObject(schema: TSchema) {
  const properties = propertiesOf(schema);
  return fc
    .record(
      Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, anyValueOf(field)])),
      { requiredKeys: Object.keys(properties).filter((name) => !mayLack(schema, name)) },
    )
    .filter((value) => {
      const { length } = Object.keys(value);
      return length >= (schema.minProperties ?? 0) && length <= (schema.maxProperties ?? length);
    });
}

/** Lists in which the API server lets nothing stand twice have nothing twice. */
function anyList(schema: TSchema) {
  const item = anyValueOf(schema.items as TSchema);
  const keys = schema["x-kubernetes-list-map-keys"] as string[] | undefined;
  const minLength = (schema.minItems as number | undefined) ?? 0;
  if (!keys && schema["x-kubernetes-list-type"] !== "set") return fc.array(item, { minLength, maxLength: 3 });
  return fc.uniqueArray(item, {
    maxLength: 3,
    selector: (value) =>
      JSON.stringify(keys ? keys.map((key) => (value as Record<string, unknown>)[key]) : value),
  });
}

/** Mostly small, and now and then as large as can be. */
const anyInteger = (minimum: number, maximum: number) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: minimum, max: Math.min(maximum, minimum + 12) }) },
    fc.integer({ min: minimum, max: maximum }),
    fc.constant(maximum),
  );

function anyString(schema: TSchema): fc.Arbitrary<string> {
  const { enum: words, pattern, minLength = 0, maxLength = 40 } = schema;
  if (words) return fc.constantFrom(...(words as string[]));
  if (rulesOf(schema).length > 0) return anyAmount.map(String).filter((text) => text.length <= maxLength);
  if (pattern) {
    return fc
      .stringMatching(new RegExp(pattern))
      .filter(({ length }) => length >= minLength && length <= maxLength);
  }
  return fc.oneof(
    fc.constantFrom("plain", "with space", "$(OTHER)", "ünïcode ✓", "line\nbreak", "'quoted\"", "null", "0"),
    fc.string({ minLength, maxLength: Math.min(maxLength, 12) }),
    ...(minLength === 0 ? [fc.constant("")] : []),
  );
}

/** Keys of labels and annotations: plain ones, some of our own, and some that objects of JavaScript have anyway. */
const anyKey = fc.oneof(
  fc.constantFrom(
    "team",
    "example.com/cost-center",
    "app.kubernetes.io/name",
    "app.kubernetes.io/component",
    "constructor",
    "toString",
  ),
  fc.stringMatching(/^[a-z]{1,8}(\.[a-z]{1,8})?$/),
);

/** Rules are about values whose defaults are filled in. */
function keepsRules(schema: TSchema) {
  const { withDefaults, problems } = validator(Type.Object({ value: schema }), "");
  return (value: unknown) => problems(withDefaults({ value })).length === 0;
}
