/** What is tried of every operator's validation. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TSchema } from "@sinclair/typebox";
import type { FieldError } from "../../src/schema/first-errors.ts";
import { rulesOf } from "../../src/schema/schema.ts";
import type { nameRulesUpTo } from "../../src/schema/validation.ts";
import { fieldsOf } from "./schema-fields.ts";
import type { BadSpec } from "./wrong-values.ts";

export interface Validated {
  schema: TSchema;
  nameRules: ReturnType<typeof nameRulesUpTo>;
  /** Every bad spec, and of these the ones that break a rule and not a type. */
  badSpecs: readonly BadSpec[];
  brokenRules: readonly BadSpec[];
  longestName: number;
  problemsIn(resource: Pick<BadSpec, "name" | "spec">): FieldError[];
}

export function refusals({
  schema,
  nameRules,
  badSpecs,
  brokenRules,
  longestName,
  problemsIn,
}: Validated): void {
  test("every bad example is refused, and for the reason it is there", () => {
    for (const bad of badSpecs) {
      assert.deepEqual(
        problemsIn(bad).filter(({ path }) => path === bad.path),
        [{ path: bad.path, message: bad.message }],
        `${bad.reason}: ${JSON.stringify(bad.spec)}`,
      );
    }
  });

  test("a bad example breaks one thing, so that no other message hides the one it is about", () => {
    for (const bad of badSpecs) {
      const others = problemsIn(bad).filter(({ path }) => path !== bad.path);
      assert.deepEqual(others, [], `${bad.reason}: ${JSON.stringify(bad.spec)}`);
    }
  });

  const shown = new Set(brokenRules.map(({ path, message }) => `${path} ${message}`));

  test("every rule of the schema has a bad example, or nobody knows that it works", () => {
    const rules = fieldsOf(schema, "spec").flatMap(({ path, schema }) =>
      rulesOf(schema)
        // A rule about a change is the API server's alone: one spec does not show what was there before.
        .filter(({ cel }) => !cel?.includes("oldSelf"))
        .map(({ message }) => `${path} ${message}`),
    );
    assert.ok(rules.length > 20, "the walk finds the rules");
    assert.deepEqual(
      rules.filter((rule) => !shown.has(rule)),
      [],
    );
  });

  test("every rule for names has a bad example", () =>
    assert.deepEqual(
      nameRules.cel.map(({ message }) => message).filter((message) => !shown.has(message)),
      [],
    ));

  test("a spec that says nothing is valid: every field has a default or can be done without", () => {
    for (const spec of [undefined, null, {}]) assert.deepEqual(problemsIn({ spec }), []);
  });

  test("the longest name is accepted", () =>
    assert.deepEqual(problemsIn({ name: "n".repeat(longestName), spec: {} }), []));
}
