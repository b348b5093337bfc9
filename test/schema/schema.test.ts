import assert from "node:assert/strict";
import { test } from "node:test";
import { type TSchema, Type } from "@sinclair/typebox";
import {
  IntOrPercent,
  LabelMap,
  Nullable,
  ObjectName,
  OneOf,
  Port,
  Quantity,
  rulesOf,
  Section,
  TextQuantity,
  withRules,
} from "../../src/schema/schema.ts";
import { validator } from "../../src/schema/validation.ts";

/** Which of the values a field of this schema takes. */
const taken = (schema: TSchema, values: readonly unknown[]) => {
  const { withDefaults, problems } = validator(Type.Object({ field: schema }), "spec");
  return values.filter((field) => problems(withDefaults({ field })).length === 0);
};

const fields: [name: string, schema: TSchema, good: unknown[], bad: unknown[]][] = [
  ["Quantity", Quantity(), ["10Gi", 2, 0, "500m", "1e3"], ["ten", "-1", -1, "", 1.5, true, {}]],
  ["TextQuantity", TextQuantity(), ["1k", "0"], [1, "1 k", `${"1".repeat(33)}`]],
  ["IntOrPercent", IntOrPercent(), [0, 3, "0%", "50%", "100%"], ["101%", "5", "%", -1, "-5%", 1.5]],
  ["OneOf", OneOf(["A", "B"]), ["A", "B"], ["a", "AB", "", 1, "A|B"]],
  ["ObjectName", ObjectName(), ["a", "a.b-c", "0"], ["", "A", "-a", "a-", "a_b", "a".repeat(254)]],
  ["Port", Port(), [1, 65535], [0, 65536, "80", 1.5]],
  [
    "LabelMap",
    LabelMap(),
    [{}, { a: "" }, { a: "x.y_z-1" }],
    [{ a: "-x" }, { a: "x y" }, { a: "x".repeat(64) }, { a: 1 }, []],
  ],
  ["Nullable", Nullable(Type.Integer({ minimum: 1 })), [null, undefined, 1], [0, "1"]],
];

for (const [name, schema, good, bad] of fields) {
  test(`${name} takes what is meant, and nothing else`, () => {
    assert.deepEqual(taken(schema, good), good);
    assert.deepEqual(taken(schema, bad), []);
  });
}

test("a rule is added to those there are, and the schema it is put on keeps its own", () => {
  const rule = (message: string) => ({ message, isMet: () => true });
  const schema = withRules(Type.String(), rule("first"));
  const both = withRules(schema, rule("second"));
  assert.deepEqual(
    rulesOf(both).map(({ message }) => message),
    ["first", "second"],
  );
  assert.equal(rulesOf(schema).length, 1, "schemas are shared between fields");
  assert.deepEqual(rulesOf(Type.String()), []);
});

test("the defaults inside a Section count even when nobody writes the section", () => {
  const schema = Type.Object({ image: Section({ pullPolicy: Type.String({ default: "Always" }) }) });
  assert.deepEqual(validator(schema, "spec").withDefaults({}), { image: { pullPolicy: "Always" } });
});

test("rules do not show in what is made from a schema: the API server and OpenAPI know none of them", () => {
  const schema = withRules(Type.String(), { message: "m", isMet: () => true, cel: "true" });
  assert.equal(JSON.stringify(schema), '{"type":"string"}');
});
