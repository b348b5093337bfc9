/** Of kinds of our own invention; those of the real ones are looked at in test/monitoring. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, parseAllDocuments } from "yaml";
import { customResourceState, stateMetricsRole } from "../../../src/cli/generate/state-metrics.ts";
import type { Controller } from "../../../src/controller/controller.ts";
import { PHASES } from "../../../src/controller/status.ts";
import type { StateResource } from "../../monitoring/known-series.ts";
import { seriesOf } from "../../monitoring/state-metrics.ts";
import { widgetController, widgetOperator } from "../../support/synthetic-operator.ts";
import { timer } from "../../support/timer.ts";

const configOf = (controller: Controller): StateResource =>
  parse(customResourceState([{ ...widgetOperator, controllers: [controller] }])).spec.resources[0];
const phasesOf = (controller: Controller) =>
  configOf(controller).metrics.find(({ name }) => name === "phase")?.each.stateSet?.list;

test("phases are the kind's own, or those of resources with pods", () => {
  assert.deepEqual(phasesOf(timer), Object.keys(timer.words.phases!));
  assert.deepEqual(phasesOf(widgetController), PHASES);
});

test("a kind that says nothing of its own shows its phase and its conditions all the same", () => {
  const { status } = timer.sync(timer.example, "2026-01-02T03:04:05Z");
  const series = seriesOf(configOf(timer), { ...timer.example.parent, status });
  const names = [...new Set(series.map(({ name }) => name))];
  assert.deepEqual(names, ["stream_resource_info", "stream_resource_phase", "stream_resource_condition"]);
});

test("what a kind shows of its own is a label, a number, or a number for each key", () => {
  const config = configOf({
    ...widgetController,
    stateMetrics: {
      info: { colour: ["status", "colour"] },
      gauges: [
        { name: "parts", help: "Parts.", field: ["status", "parts"], keyLabel: "part" },
        { name: "size", help: "Size.", field: ["spec", "size"], labels: { unit: "m" } },
      ],
    },
  });
  const widget = {
    metadata: { namespace: "a", name: "b" },
    spec: { size: 3 },
    status: { colour: "red", parts: { wheels: 4 } },
  };
  const shown = (name: string) =>
    seriesOf(config, widget)
      .filter((one) => one.name === `stream_resource_${name}`)
      .map(({ labels: { operator, colour, part, unit }, value }) => ({
        operator,
        colour,
        part,
        unit,
        value,
      }));
  assert.deepEqual(shown("info"), [
    { operator: "widget", colour: "red", part: undefined, unit: undefined, value: 1 },
  ]);
  assert.deepEqual(shown("parts"), [
    { operator: undefined, colour: undefined, part: "wheels", unit: undefined, value: 4 },
  ]);
  assert.deepEqual(shown("size"), [
    { operator: undefined, colour: undefined, part: undefined, unit: "m", value: 3 },
  ]);
});

test("kube-state-metrics may look at every kind, and at their definitions", () => {
  const [role] = parseAllDocuments(stateMetricsRole([timer, widgetController])).map((one) => one.toJS());
  assert.deepEqual(
    role.rules.map(({ resources, verbs }: { resources: string[]; verbs: string[] }) => [resources, verbs]),
    [
      [["customresourcedefinitions"], ["list", "watch"]],
      [
        ["timers", "widgets"],
        ["list", "watch"],
      ],
    ],
  );
});
