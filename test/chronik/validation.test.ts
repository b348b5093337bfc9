import assert from "node:assert/strict";
import { test } from "node:test";
import { ChronikClusterSpec } from "../../src/chronik/spec.ts";
import { clusterFrom, nameRules, problemsOf } from "../../src/chronik/validation.ts";
import { rulesOf } from "../../src/kubernetes/schema.ts";
import type { Parent } from "../../src/metacontroller/hooks.ts";
import { fieldsOf } from "../support/schema-fields.ts";
import type { BadSpec } from "../support/wrong-values.ts";
import { badSpecs, brokenRules } from "./bad-specs.ts";

const problemsIn = ({ name = "events", spec }: Pick<BadSpec, "name" | "spec">) =>
  problemsOf(
    clusterFrom({
      apiVersion: "chronik.stream/v1alpha1",
      kind: "ChronikCluster",
      metadata: { name, namespace: "default" },
      spec,
    } as Parent),
  );

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
  const rules = fieldsOf(ChronikClusterSpec, "spec").flatMap(({ path, schema }) =>
    rulesOf(schema).map(({ message }) => `${path} ${message}`),
  );
  assert.ok(rules.length > 30, "the walk finds the rules");
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
  assert.deepEqual(problemsIn({ name: "n".repeat(41), spec: {} }), []));
