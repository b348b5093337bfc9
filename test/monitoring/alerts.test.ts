import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { explainedConditions, explainedReasons } from "../../src/controller/conditions-and-reasons.ts";
import { PHASES } from "../../src/controller/status.ts";
import { controllers, operators } from "../../src/operators.ts";
import { createMetrics, OUTCOMES } from "../../src/server/metrics.ts";
import { inMonitoring, read, unknownSeries, wordsOf } from "./known-series.ts";
import { promtool, skip } from "./promtool.ts";

interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}
const FILES = ["alerts/service.yaml", "alerts/resources.yaml", "alerts/kurrentdb.yaml"];
const UNIT_TESTS = new URL("alerts.unit.yaml", import.meta.url);
const rules = (await Promise.all(FILES.map(read))).flatMap((file) =>
  (parse(file).groups as { rules: Rule[] }[]).flatMap((group) => group.rules),
);
const alerts = rules.filter((rule) => rule.alert);
const conditions = wordsOf(explainedConditions, ...controllers.map(({ words }) => words.conditions));
const reasons = wordsOf(explainedReasons, ...controllers.map(({ words }) => words.reasons));

test("every alert has a name of its own, a severity, and says what is so, what it means and what to do", () => {
  assert.equal(new Set(alerts.map(({ alert }) => alert)).size, alerts.length);
  for (const { alert, labels, annotations } of alerts) {
    assert.ok(["critical", "warning", "info"].includes(labels?.severity ?? ""), alert);
    assert.deepEqual(Object.keys(annotations ?? {}).sort(), ["description", "runbook", "summary"], alert);
    assert.match(annotations?.runbook ?? "", /^1\. /, alert);
  }
});

test("what a runbook refers to on the page of reasons is there", () => {
  for (const { alert, annotations } of alerts) {
    for (const [, first, second] of annotations!.runbook!.matchAll(/STATUS\.md, (\w+)(?: and (\w+))?/g)) {
      for (const word of [first, second]) if (word) assert.ok(reasons.has(word), `${alert}: ${word}`);
    }
  }
});

test("queries ask only for series that there are", async () => {
  const { registry } = createMetrics(["chronik", "kurrentdb"], "0.0.0");
  const ofService = new Set(registry.getMetricsAsArray().map(({ name }) => name));
  const recorded = new Set(rules.flatMap(({ record }) => record ?? []));
  for (const { alert, record, expr } of rules) {
    assert.deepEqual(unknownSeries(expr, ofService, recorded), [], alert ?? record);
  }
});

test("queries ask only for conditions, phases, operators, kinds and outcomes that there are", () => {
  const known: Record<string, ReadonlySet<string>> = {
    type: conditions,
    phase: new Set<string>(PHASES),
    outcome: new Set<string>(OUTCOMES),
    operator: new Set(operators.map(({ name }) => name)),
    customresource_kind: new Set(controllers.map(({ customResource }) => customResource.kind)),
  };
  for (const { alert, record, expr } of rules) {
    for (const [, label, values] of expr.matchAll(/\b(\w+)=~?"([^"]*)"/g)) {
      for (const value of values!.split("|")) {
        if (known[label!]) assert.ok(known[label!]!.has(value), `${alert ?? record}: ${label} ${value}`);
      }
    }
  }
});

test("every alert is seen firing in a unit test", async () => {
  const cases = await readFile(UNIT_TESTS, "utf8");
  const unseen = alerts.filter(({ alert }) => !cases.includes(`alertname="${alert}"`));
  assert.deepEqual(
    unseen.map(({ alert }) => alert),
    [],
  );
});

test("promtool accepts the rules", { skip }, async () => {
  await promtool("check", "rules", ...FILES.map((file) => fileURLToPath(inMonitoring(file))));
});

test("promtool sees each alert fire when it should, and no other", { skip }, async () => {
  await promtool("test", "rules", fileURLToPath(UNIT_TESTS));
});
