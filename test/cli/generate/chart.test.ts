/** The files by themselves; what Helm makes of them is in test/helm. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { catalogue, chartComponents, valuesSchema } from "../../../src/cli/generate/chart.ts";
import { childResources, childRules } from "../../../src/controller/registration.ts";
import { widgetController, widgetOperator } from "../../support/synthetic-operator.ts";
import { timer } from "../../support/timer.ts";

const clock = { name: "clock", namespace: "clocks", controllers: [timer, widgetController] };

test("the catalogue has every kind of an operator, by the names of the files", () => {
  const widget = {
    resource: "widget",
    registration: "widget.yaml",
    crd: "widgets.example.org.yaml",
    group: "example.org",
  };
  const ofTimer = {
    resource: "timer",
    registration: "timer.yaml",
    crd: "timers.example.org.yaml",
    group: "example.org",
  };
  assert.deepEqual(parse(catalogue([clock, widgetOperator])), {
    clock: [ofTimer, widget],
    widget: [widget],
  });
});

test("each component has what it adds to each kind, and its rules", () => {
  assert.deepEqual(
    parse(chartComponents([timer, widgetController])),
    Object.fromEntries(
      ["alarms", "bells", "events"].map((component) => [
        component,
        {
          childResources: { timer: childResources(timer, component) },
          rules: childRules([timer], component),
        },
      ]),
    ),
  );
});

const schema = (operators: string, components: string) => `{
  "$comment": "By hand.",
  "operators": { "items": { "$comment": "The operators: made by npm run generate.", "enum": [${operators}] } },
  "components": {
    "items": {
      "$comment": "The components: made by npm run generate.",
      "enum": [${components}]
    }
  },
  "level": { "enum": ["info"] }
}`;

test("of the schema the two lists are made, and every other character stays", () => {
  assert.equal(valuesSchema(schema('"a"', ""), [clock]), schema('"clock"', '"alarms", "bells", "events"'));
  assert.equal(valuesSchema(schema('"a", "b"', '"c"'), [widgetOperator]), schema('"widget"', ""));
});

test("a schema that has lost a list is a mistake, or the list would be missed by nobody", () => {
  for (const list of ["operators", "components"])
    assert.throws(() => valuesSchema(schema("", "").replace(`The ${list}:`, ""), [clock]), new RegExp(list));
});
