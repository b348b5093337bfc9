import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAllDocuments } from "yaml";
import { METACONTROLLER_ROLE, metacontrollerRole } from "../../../src/cli/generate/metacontroller-role.ts";
import { childRules, parentRules, type Rule, relatedRules } from "../../../src/controller/registration.ts";
import { timer } from "../../support/timer.ts";

const documents = parseAllDocuments(metacontrollerRole([timer])).map((document) => document.toJS());
const { rules } = documents[0] as { rules: Rule[] };

test("Metacontroller may do what its registrations need, and what it does anyway, and nothing else", () => {
  const ofKinds = [...parentRules([timer]), ...childRules([timer]), ...relatedRules([timer])];
  assert.deepEqual(rules.slice(-ofKinds.length), ofKinds);
  assert.deepEqual(
    rules.slice(0, -ofKinds.length).flatMap(({ resources }) => resources),
    [
      "compositecontrollers",
      "decoratorcontrollers",
      "controllerrevisions",
      "customresourcedefinitions",
      "namespaces",
      "events",
    ],
  );
});

test("it is bound to Metacontroller as its own manifests install it", () => {
  assert.equal(documents[1].roleRef.name, METACONTROLLER_ROLE);
  assert.deepEqual(documents[1].subjects, [
    { kind: "ServiceAccount", name: "metacontroller", namespace: "metacontroller" },
  ]);
});
