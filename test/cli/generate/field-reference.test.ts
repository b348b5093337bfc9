import assert from "node:assert/strict";
import { test } from "node:test";
import { Type } from "@sinclair/typebox";
import { fieldReference } from "../../../src/cli/generate/field-reference.ts";
import type { CustomResource } from "../../../src/schema/crd.ts";
import { Annotations, OneOf, Quantity, withRules } from "../../../src/schema/schema.ts";

const widget: CustomResource = {
  group: "example.org",
  version: "v1",
  kind: "Widget",
  plural: "widgets",
  singular: "widget",
  shortNames: [],
  categories: [],
  description: "A widget.",
  spec: Type.Object({
    name: Type.String({ description: "Its name." }),
    mode: OneOf(["A", "B"], { default: "A", description: "One | other." }),
    size: Type.Optional(Quantity({ description: "How big." })),
    labels: Type.Optional(Annotations({ description: "Labels." })),
    parts: Type.Array(
      withRules(Type.Object({ id: Type.Integer({ description: "Number." }) }, { description: "Parts." }), {
        message: "must not be odd",
        isMet: () => true,
        cel: "true",
      }),
      { description: "Its parts." },
    ),
  }),
  status: Type.Object({ phase: Type.String({ description: "The state." }) }),
  rules: [],
  columns: [],
};

const lines = fieldReference([widget]).split("\n");

const rows: [reason: string, row: string][] = [
  ["a field that must be there", "| `spec.name` | string | required | Its name. |"],
  ["a default, and a bar that would be a column", '| `spec.mode` | A, B | `"A"` | One \\| other. |'],
  ["a number or a text", "| `spec.size` | integer or string |  | How big. |"],
  ["a map", "| `spec.labels` | map of string |  | Labels. |"],
  ["a list", "| `spec.parts` | list of object | required | Its parts. |"],
  ["a field of its items", "| `spec.parts[].id` | integer | required | Number. |"],
  ["the status, which nobody has to give", "| `status.phase` | string |  | The state. |"],
];

for (const [reason, row] of rows) {
  test(`${reason} is a row`, () => assert.ok(lines.includes(row), `${row}\n\n${lines.join("\n")}`));
}

test("every row has four cells", () => {
  for (const line of lines.filter((text) => text.startsWith("| `"))) {
    assert.equal(line.replaceAll("\\|", "").split("|").length - 2, 4, line);
  }
});
