import assert from "node:assert/strict";
import { test } from "node:test";
import { kustomization, madeFrom, manifest } from "../../../src/cli/generate/manifest.ts";

test("the heading comes first, reasons stand above what they are for, lists of words on a line", () => {
  const value = {
    kind: "Thing",
    spec: { rules: [{ verbs: ["get", ""] }, { verbs: [] }], of: "1" },
  };
  const reasons = { "spec.rules": "All.", "spec.rules.1": "The second.\nIn two lines.", "spec.of": "Text." };
  assert.equal(
    manifest([madeFrom("a table"), "What it is."], value, reasons),
    `\
# Made by "npm run generate" from a table. Do not edit.
# What it is.
kind: Thing
spec:
  # All.
  rules:
    - verbs: [get, ""]
    # The second.
    # In two lines.
    - verbs: []
  # Text.
  of: "1"
`,
  );
});

test("a list too long for a line has a line for each entry", () => {
  const words = Array.from({ length: 20 }, (_, index) => `word-${index}`);
  assert.match(manifest([], { words }), /^words:\n {2}- word-0\n/);
});

test("a reason for what is not there would be lost, so it is a mistake", () => {
  for (const path of ["spec", "kind.name", "rules.1"])
    assert.throws(() => manifest([], { kind: "Thing", rules: [1] }, { [path]: "Why." }), /has no/);
});

test("a kustomization has the version of its kind", () => {
  assert.equal(
    kustomization(["Why."], "Component", { resources: ["a.yaml"] }),
    "# Why.\napiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources:\n  - a.yaml\n",
  );
  assert.match(kustomization([], "Kustomization", {}), /^apiVersion: kustomize\.config\.k8s\.io\/v1beta1\n/);
});
