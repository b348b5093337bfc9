import assert from "node:assert/strict";
import { test } from "node:test";
import { type TObject, type TSchema, Type } from "@sinclair/typebox";
import { customResourceDefinition, statusSchema, structural } from "../../src/schema/crd.ts";
import {
  alsoSpelt,
  IntOrPercent,
  LabelMap,
  Nullable,
  OneOf,
  Quantity,
  Section,
  withRules,
} from "../../src/schema/schema.ts";

/** As it is written out: the API server sees no symbols and no undefined. */
const written = (schema: TSchema) => JSON.parse(JSON.stringify(structural(schema)));

test("a field with a default is not required, or nobody could leave it out", () => {
  const schema = written(
    Type.Object({ a: Type.String(), b: Type.Integer({ default: 3 }), c: Type.Optional(Type.String()) }),
  );
  assert.deepEqual(schema, {
    type: "object",
    properties: { a: { type: "string" }, b: { type: "integer", default: 3 }, c: { type: "string" } },
    required: ["a"],
  });
});

test("nothing required is not written as an empty list, which the API server refuses", () =>
  assert.ok(!("required" in written(Type.Object({ a: Type.Integer({ default: 3 }) })))));

test("a section's defaults are reached, since it has the default {} itself", () =>
  assert.deepEqual(written(Section({ a: Type.Integer({ default: 3 }) })).default, {}));

test("a map is additionalProperties, the only form the API server takes", () =>
  assert.deepEqual(written(LabelMap()), {
    type: "object",
    additionalProperties: {
      type: "string",
      maxLength: 63,
      pattern: "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$",
    },
  }));

test("a number or a text is int-or-string, with the anyOf that kubectl explain wants and nothing else in it", () => {
  const { "x-kubernetes-validations": _, ...schema } = written(Quantity({ description: "d" }));
  assert.deepEqual(schema, {
    description: "d",
    "x-kubernetes-int-or-string": true,
    anyOf: [{ type: "integer" }, { type: "string" }],
  });
});

test("an enumeration is told once: with a pattern as well, people would read two messages", () =>
  assert.deepEqual(written(OneOf(["A", "B"])), { type: "string", enum: ["A", "B"] }));

test("null is allowed where it means the same as nothing", () =>
  assert.equal(written(Type.Object({ a: Nullable(Type.String()) })).properties.a.nullable, true));

test("a field with another spelling has no type and no rule in CEL, and keeps what it says of its fields", () => {
  const schema = written(
    alsoSpelt(
      withRules(Type.Object({ a: Type.Optional(Type.String({ description: "A" })) }, { description: "d" }), {
        message: "is so",
        isMet: () => true,
        cel: "true",
      }),
      { pattern: "^a$", maxProperties: 1 },
    ),
  );
  assert.deepEqual(schema, {
    description: "d",
    properties: { a: { type: "string", description: "A" } },
    "x-kubernetes-preserve-unknown-fields": true,
    pattern: "^a$",
    maxProperties: 1,
  });
});

test("rules are CEL where CEL can say them, and left to the hook where it cannot", () => {
  const isMet = () => true;
  const schema = withRules(
    Type.Object({}),
    { message: "both", isMet, cel: "self.a" },
    { message: "only the hook", isMet },
  );
  assert.deepEqual(written(schema)["x-kubernetes-validations"], [{ rule: "self.a", message: "both" }]);
});

test("CEL stays within Kubernetes 1.25, which has no quantity()", () => {
  for (const schema of [Quantity(), IntOrPercent()]) {
    for (const { rule } of written(schema)["x-kubernetes-validations"]) {
      assert.doesNotMatch(rule, /quantity\(/);
    }
  }
});

test("what is inside a list or a map is structural as well", () => {
  const inner = Type.Object({ size: Quantity() });
  for (const schema of [
    written(Type.Array(inner)).items,
    written(Type.Record(Type.String(), inner)).additionalProperties,
  ]) {
    assert.equal(schema.properties.size["x-kubernetes-int-or-string"], true);
    assert.ok(schema.properties.size["x-kubernetes-validations"]);
  }
});

const widget = (status: TObject) => ({
  group: "example.org",
  version: "v1",
  kind: "Widget",
  plural: "widgets",
  singular: "widget",
  shortNames: ["wd"],
  categories: ["all"],
  description: "A widget.",
  spec: Type.Object({}),
  status,
  rules: [],
  columns: [],
});

test("nothing in a status is required: what a former operator left must not keep the resource from any change", () => {
  const condition = Type.Object({ type: Type.String(), reason: Type.Optional(Type.String()) });
  const { versions } = customResourceDefinition(
    widget(
      Type.Object({
        ready: Type.String(),
        conditions: Type.Array(condition),
        deep: Type.Object({ a: Type.Integer() }),
      }),
    ),
  ).spec;
  const { status } = versions[0]!.schema.openAPIV3Schema.properties;
  assert.ok(!JSON.stringify(status).includes('"required"'), JSON.stringify(status));
  assert.deepEqual(JSON.parse(JSON.stringify(status)).properties.conditions.items.properties.type, {
    type: "string",
  });
});

test("the definition is namespaced, with a status of its own and a spec that must be there", () => {
  const definition = customResourceDefinition(widget(Type.Object({}))) as unknown as {
    metadata: { name: string };
    spec: {
      scope: string;
      versions: [
        { subresources: object; schema: { openAPIV3Schema: { required: string[]; properties: object } } },
      ];
    };
  };
  const [version] = definition.spec.versions;
  assert.equal(definition.metadata.name, "widgets.example.org", "the API server demands plural.group");
  assert.equal(definition.spec.scope, "Namespaced");
  assert.deepEqual(version.subresources, { status: {} });
  assert.deepEqual(version.schema.openAPIV3Schema.required, ["spec"]);
  assert.deepEqual(Object.keys(version.schema.openAPIV3Schema.properties), [
    "apiVersion",
    "kind",
    "metadata",
    "spec",
    "status",
  ]);
});

test("a status has a default, so that what is in it has too, and requires nothing, or the default were refused", () => {
  const { required, ...schema } = statusSchema(
    Type.Object({ phase: Type.String(), observedGeneration: Type.Integer({ default: -1 }) }),
  );
  assert.equal(required, undefined);
  assert.deepEqual(JSON.parse(JSON.stringify(schema)), {
    type: "object",
    properties: { phase: { type: "string" }, observedGeneration: { type: "integer", default: -1 } },
    default: {},
  });
});
