import assert from "node:assert/strict";
import { test } from "node:test";
import { Type } from "@sinclair/typebox";
import { controllers } from "../../src/operators.ts";
import { bounded, boundedStatus } from "../../src/schema/bounded.ts";
import { customResourceDefinition } from "../../src/schema/crd.ts";
import { OneOf, rulesOf, withRules } from "../../src/schema/schema.ts";

test("lists, maps and texts have a bound, at any depth", () => {
  const { properties } = bounded(
    Type.Object({
      list: Type.Array(Type.Object({ text: Type.String() })),
      map: Type.Record(Type.String(), Type.Array(Type.Integer())),
    }),
    50,
  );
  assert.equal(properties.list.maxItems, 100);
  assert.equal(properties.list.items.properties.text.maxLength, 50);
  assert.equal(properties.map.maxProperties, 100);
  assert.equal(Object.values(properties.map.patternProperties)[0]?.maxItems, 100);
});

test("a bound that is named counts", () => {
  const text = bounded(Type.String({ maxLength: 9999 }));
  assert.equal(text.maxLength, 9999);
});

test("an enumeration has one in its words", () =>
  assert.equal(bounded(OneOf(["A", "B"])).maxLength, undefined));

test("rules stay", () => {
  const rule = { message: "must be", isMet: () => true };
  assert.deepEqual(rulesOf(bounded(withRules(Type.Object({}), rule))), [rule]);
});

test("a status may say more", () => assert.equal(boundedStatus(Type.String()).maxLength, 32_768));

interface Structural {
  type?: string;
  enum?: unknown[];
  format?: string;
  properties?: Record<string, Structural>;
  items?: Structural;
  additionalProperties?: Structural;
  maxItems?: number;
  maxProperties?: number;
  maxLength?: number;
}

/** The places in a schema of a CustomResourceDefinition that may be as large as one likes. */
function unbounded(schema: Structural, path: string): string[] {
  const isOpen =
    (schema.type === "array" && schema.maxItems === undefined) ||
    (schema.additionalProperties !== undefined && schema.maxProperties === undefined) ||
    (schema.type === "string" && schema.maxLength === undefined && !schema.enum);
  return [
    ...(isOpen ? [path] : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
      unbounded(field, `${path}.${name}`),
    ),
    ...(schema.items ? unbounded(schema.items, `${path}[]`) : []),
    ...(schema.additionalProperties ? unbounded(schema.additionalProperties, `${path}.*`) : []),
  ];
}

for (const { customResource } of controllers) {
  test(`${customResource.kind}: no list, map or text of its definition is without a bound`, () => {
    const { openAPIV3Schema } = customResourceDefinition(customResource).spec.versions[0]!.schema;
    const { spec, status } = openAPIV3Schema.properties;
    assert.deepEqual([...unbounded(spec, "spec"), ...unbounded(status, "status")], []);
  });
}
