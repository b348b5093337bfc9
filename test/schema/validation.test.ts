import assert from "node:assert/strict";
import { test } from "node:test";
import { Type } from "@sinclair/typebox";
import fc from "fast-check";
import { compareQuantities } from "../../src/schema/quantity.ts";
import { Nullable, Quantity, Section, withRules } from "../../src/schema/schema.ts";
import { validator } from "../../src/schema/validation.ts";
import { anyJson } from "../support/arbitraries/json.ts";

const Range = withRules(
  Type.Object({ min: Type.Integer({ default: 1 }), max: Type.Integer({ maximum: 9 }) }),
  { message: "min must not be above max", isMet: ({ min, max }) => min <= max },
);

const Backend = Type.Object(
  { disk: Type.Optional(Type.Object({})), cloud: Type.Optional(Type.Object({ region: Type.String() })) },
  { default: { disk: {} } },
);

const { withDefaults, problems } = validator(
  Type.Object({
    name: Type.String({ minLength: 1, maxLength: 5, default: "x" }),
    note: Nullable(Type.String()),
    backend: Backend,
    section: Section({ deep: Section({ on: Type.Boolean({ default: false }) }) }),
    ranges: Type.Optional(Type.Array(Range)),
    labels: Type.Optional(Type.Record(Type.String(), Type.String())),
  }),
  "spec",
);

const filled = { name: "x", backend: { disk: {} }, section: { deep: { on: false } } };
const problemsOf = (spec: unknown) =>
  problems(withDefaults(spec)).map(({ path, message }) => `${path} ${message}`);

const defaults: [reason: string, given: unknown, becomes: unknown][] = [
  ["nothing at all", {}, filled],
  ["null stands for nothing, as the API server prunes it", { name: null, note: null, section: null }, filled],
  [
    "unknown fields are dropped, as the API server prunes them",
    { name: "x", size: 3, section: { z: 1 } },
    filled,
  ],
  [
    "a default is not merged into what is there, or a second backend would be chosen",
    { backend: { cloud: { region: "eu" } } },
    { ...filled, backend: { cloud: { region: "eu" } } },
  ],
  ["an empty object is there too", { backend: {} }, { ...filled, backend: {} }],
  ["half a section gets the other half", { section: { deep: {} } }, filled],
  ["items of a list have defaults", { ranges: [{ max: 3 }] }, { ...filled, ranges: [{ min: 1, max: 3 }] }],
  ["an empty text is a text", { name: "" }, { ...filled, name: "" }],
  ["entries of a map are not fields", { labels: { any: "x" } }, { ...filled, labels: { any: "x" } }],
  ["what has the wrong type stays, to be told of", { section: 3 }, { ...filled, section: 3 }],
];

for (const [reason, given, becomes] of defaults) {
  test(`defaults: ${reason}`, () => {
    const before = structuredClone(given);
    assert.deepEqual(withDefaults(given), becomes);
    assert.deepEqual(given, before, "what came in is left alone");
  });
}

test("a default is a fresh value each time, so that nobody changes the schema's own", () => {
  const labels = Type.Record(Type.String(), Type.String(), { default: { team: "a" } });
  const { withDefaults } = validator(Type.Object({ labels }), "spec");
  withDefaults({}).labels.team = "changed";
  assert.deepEqual(withDefaults({}), { labels: { team: "a" } });
});

const messages: [spec: unknown, problems: string[]][] = [
  [{ name: 3 }, ["spec.name must be a string"]],
  [{ name: "" }, ["spec.name must not be empty"]],
  [{ name: "too long" }, ["spec.name must not be longer than 5 characters"]],
  [{ section: { deep: { on: "yes" } } }, ["spec.section.deep.on must be true or false"]],
  [{ ranges: { max: 1 } }, ["spec.ranges must be a list"]],
  [{ ranges: [{ max: 1.5 }] }, ["spec.ranges[0].max must be a whole number"]],
  [{ ranges: [{ max: 10 }] }, ["spec.ranges[0].max must be at most 9"]],
  [{ ranges: [{ max: 1 }, {}] }, ["spec.ranges[1].max is required"]],
  [{ ranges: [{ min: 5, max: 3 }] }, ["spec.ranges[0] min must not be above max"]],
  [{ labels: { "example.com/team": 3 } }, ['spec.labels["example.com/team"] must be a string']],
  [{ name: 3, section: 4 }, ["spec.name must be a string", "spec.section must be an object"]],
  ["text", ["spec must be an object"]],
  [[], ["spec must be an object"]],
];

for (const [spec, expected] of messages) {
  test(`${JSON.stringify(spec)}: ${expected.join("; ")}`, () => assert.deepEqual(problemsOf(spec), expected));
}

test("rules are judged once the types are right, since they rely on them", () =>
  assert.deepEqual(problemsOf({ name: 3, ranges: [{ min: 5, max: 3 }] }), ["spec.name must be a string"]));

test("a rule across fields is judged once each field is right: it could not read the others", () => {
  const amounts = withRules(Type.Object({ least: Quantity(), most: Quantity() }), {
    message: "least must not be above most",
    isMet: ({ least, most }) => compareQuantities(least, most) <= 0,
  });
  const messages = (value: object) =>
    validator(Type.Object({ amounts }), "spec")
      .problems({ amounts: value })
      .map(({ path }) => path);
  assert.deepEqual(messages({ least: "much", most: "1Gi" }), ["spec.amounts.least"]);
  assert.deepEqual(messages({ least: "2Gi", most: "1Gi" }), ["spec.amounts"]);
});

test("of many mistakes the first ten are told: a status is no place for thousands", () => {
  const ranges = Array.from({ length: 50 }, () => ({ max: "x" }));
  assert.equal(problemsOf({ ranges }).length, 10);
  assert.equal(problemsOf({ ranges: ranges.map(() => ({ min: 5, max: 3 })) }).length, 10);
});

test("any JSON at all is judged, and nothing that is judged good breaks a rule's code", () =>
  fc.assert(
    fc.property(anyJson, (spec) => {
      for (const { path, message } of problems(withDefaults(spec))) {
        assert.ok(path.startsWith("spec"), path);
        assert.match(message, /^(must|is required|min must)/);
      }
    }),
  ));
