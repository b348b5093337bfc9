import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAllDocuments } from "yaml";
import { clusterRole, roleFile } from "../../../src/cli/generate/cluster-role.ts";

const rule = (group: string) => ({ apiGroups: [group], resources: ["things"], verbs: ["get"] });

test("each reason stands above the first of its rules, and one without rules nowhere", () => {
  const groups = [
    { rules: [rule("a")] },
    { reason: "Nobody needs this.", rules: [] },
    { reason: "Why b and c.", rules: [rule("b"), rule("c")] },
    { reason: "Why d.", rules: [rule("d")] },
  ];
  const text = clusterRole([], { name: "role", groups });
  const rows = text.split("\n").filter((line) => /#|apiGroups/.test(line));
  assert.deepEqual(
    rows.map((row) => row.trim()),
    [
      "- apiGroups: [a]",
      "# Why b and c.",
      "- apiGroups: [b]",
      "- apiGroups: [c]",
      "# Why d.",
      "- apiGroups: [d]",
    ],
  );
});

test("a role is bound to its account", () => {
  const text = roleFile(
    ["Heading."],
    { name: "role", groups: [{ rules: [rule("a")] }] },
    { name: "account", namespace: "space" },
    "Patch it.",
  );
  const [role, binding] = parseAllDocuments(text).map((document) => document.toJS());
  assert.equal(role.metadata.name, "role");
  assert.deepEqual(binding.roleRef, {
    apiGroup: "rbac.authorization.k8s.io",
    kind: "ClusterRole",
    name: "role",
  });
  assert.deepEqual(binding.subjects, [{ kind: "ServiceAccount", name: "account", namespace: "space" }]);
  assert.match(text, /# Patch it\.\n {2}- kind: ServiceAccount/);
});
