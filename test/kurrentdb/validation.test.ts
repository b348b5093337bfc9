import assert from "node:assert/strict";
import { test } from "node:test";
import { rulesOf } from "../../src/kubernetes/schema.ts";
import { KurrentDBSpec } from "../../src/kurrentdb/spec.ts";
import { clusterFrom, nameRules, problemsOf } from "../../src/kurrentdb/validation.ts";
import { fieldsOf } from "../support/schema-fields.ts";
import type { BadSpec } from "../support/wrong-values.ts";
import { badSpecs, brokenRules } from "./bad-specs.ts";
import { parentOf } from "./cluster-of.ts";

const problemsIn = ({ name = "events", spec }: Pick<BadSpec, "name" | "spec">) =>
  problemsOf(clusterFrom(parentOf(spec as object, { name })));

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

test("every rule of the schema has a bad example, or nobody knows that it works", () => {
  const shown = new Set(brokenRules.map(({ path, message }) => `${path} ${message}`));
  const rules = fieldsOf(KurrentDBSpec, "spec").flatMap(({ path, schema }) =>
    rulesOf(schema).map(({ message }) => `${path} ${message}`),
  );
  assert.ok(rules.length > 20, "the walk finds the rules");
  assert.deepEqual(
    rules.filter((rule) => !shown.has(rule)),
    [],
  );
});

test("every rule for names has a bad example", () => {
  const shown = new Set(brokenRules.map(({ path, message }) => `${path} ${message}`));
  assert.deepEqual(
    nameRules.cel.map(({ message }) => message).filter((message) => !shown.has(message)),
    [],
  );
});

test("a spec that says nothing is valid: every field has a default or can be done without", () => {
  for (const spec of [undefined, null, {}]) assert.deepEqual(problemsIn({ spec }), []);
});

test("the longest name is accepted", () =>
  assert.deepEqual(problemsIn({ name: "n".repeat(52), spec: {} }), []));

test("every size that a cluster can have is accepted, running or stopped, said twice or once", () => {
  for (const size of [1, 3, 5]) {
    for (const spec of [
      { replicas: size },
      { replicas: size, configuration: { clusterSize: size } },
      { replicas: 0, configuration: { clusterSize: size } },
      { replicas: 0 },
    ]) {
      assert.deepEqual(problemsIn({ spec }), [], JSON.stringify(spec));
    }
  }
});
