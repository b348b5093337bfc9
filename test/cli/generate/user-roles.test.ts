import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAllDocuments } from "yaml";
import { userRoles } from "../../../src/cli/generate/user-roles.ts";
import { widgetController } from "../../support/synthetic-operator.ts";
import { timer } from "../../support/timer.ts";

const roles = parseAllDocuments(userRoles([timer, widgetController])).map((document) => document.toJS());
const edit = ["create", "update", "patch", "delete", "deletecollection"];

test("Kubernetes' own roles come to include the custom resources, by their labels", () => {
  assert.deepEqual(
    roles.map(({ metadata: { name, labels } }) => [name, labels]),
    ["view", "edit", "admin"].map((role) => [
      `stream-operators-${role}`,
      { [`rbac.authorization.k8s.io/aggregate-to-${role}`]: "true" },
    ]),
  );
});

test("who may view sees the status too, and nobody but Metacontroller writes it", () => {
  assert.deepEqual(roles[0].rules, [
    {
      apiGroups: ["example.org"],
      resources: ["timers", "timers/status", "widgets", "widgets/status"],
      verbs: ["get", "list", "watch"],
    },
  ]);
  for (const { rules } of roles.slice(1)) {
    assert.deepEqual(rules, [{ apiGroups: ["example.org"], resources: ["timers", "widgets"], verbs: edit }]);
  }
});
