import assert from "node:assert/strict";
import { test } from "node:test";
import { Type } from "@sinclair/typebox";
import { EnvVars, environment, fromField, fromSecret, plain } from "../../src/kubernetes/environment.ts";
import { validator } from "../../src/schema/validation.ts";

test("variables of users win, and each name stands once: of two, server-side apply refuses the whole pod", () =>
  assert.deepEqual(environment([plain("A", "ours"), plain("B", "ours")], [{ name: "B", value: "theirs" }]), [
    { name: "A", value: "ours" },
    { name: "B", value: "theirs" },
  ]));

test("ours keep their order, since a variable may refer to one before it", () =>
  assert.deepEqual(
    environment([plain("A", "1"), plain("B", "$(A)")], [{ name: "C", value: "$(B)" }]).map(
      ({ name }) => name,
    ),
    ["A", "B", "C"],
  ));

test("a user's variable stands in the place of ours, so that what refers to it still comes after it", () =>
  assert.deepEqual(
    environment(
      [plain("POD", "ours"), plain("HOST", "$(POD).nodes")],
      [
        { name: "NEW", value: "$(POD)" },
        { name: "POD", value: "theirs" },
      ],
    ),
    [plain("POD", "theirs"), plain("HOST", "$(POD).nodes"), plain("NEW", "$(POD)")],
  ));

test("each variable stands after those that it refers to, whatever the order they are written in", () => {
  const names = (ours: [string, string][], theirs: [string, string][]) =>
    environment(
      ours.map(([name, value]) => plain(name, value)),
      theirs.map(([name, value]) => ({ name, value })),
    ).map(({ name }) => name);
  assert.deepEqual(
    names(
      [
        ["A", "1"],
        ["B", "2"],
      ],
      [
        ["B", "$(C)"],
        ["C", "3"],
      ],
    ),
    ["A", "C", "B"],
  );
  assert.deepEqual(
    names(
      [],
      [
        ["A", "$(B)"],
        ["B", "$(A)"],
        ["C", "$$(D)"],
        ["D", "4"],
      ],
    ),
    ["B", "A", "C", "D"],
  );
});

test("references are complete as the API server stores them", () => {
  const [field, older, resource] = environment(
    [],
    [
      { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
      { name: "OLDER", valueFrom: { fieldRef: { apiVersion: "v1beta1", fieldPath: "spec.nodeName" } } },
      { name: "CPU", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } },
    ],
  );
  assert.deepEqual(field, fromField("NODE", "spec.nodeName"));
  assert.equal(older?.valueFrom?.fieldRef?.apiVersion, "v1beta1", "what users write is left to them");
  assert.deepEqual(resource?.valueFrom?.resourceFieldRef, { divisor: "0", resource: "limits.cpu" });
  assert.equal(field?.valueFrom?.fieldRef?.apiVersion, "v1");
});

test("a Secret is referred to and never read into the pod's template", () =>
  assert.deepEqual(fromSecret("PASSWORD", "database", "password"), {
    name: "PASSWORD",
    valueFrom: { secretKeyRef: { name: "database", key: "password" } },
  }));

test("a list that names a variable twice is refused", () => {
  const { problems } = validator(Type.Object({ env: EnvVars("variables") }), "spec");
  const env = [plain("A", "1"), plain("A", "2")];
  assert.deepEqual(problems({ env }), [
    { path: "spec.env", message: "must not have two items with the same name" },
  ]);
  assert.deepEqual(problems({ env: [plain("A", "1"), plain("a", "2")] }), []);
});
