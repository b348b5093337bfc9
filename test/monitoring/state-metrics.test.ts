/** The configuration of kube-state-metrics against the CRDs, and against what the operators really write. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAllDocuments } from "yaml";
import { PHASES } from "../../src/controller/status.ts";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import { controllers, operators } from "../../src/operators.ts";
import { customResourceDefinition } from "../../src/schema/crd.ts";
import { read, type StateResource, stateMetrics } from "./known-series.ts";
import { seriesOf, withOptionalFields } from "./state-metrics.ts";

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
}
const { resources } = stateMetrics.spec;
const configOf = (kind: string): StateResource => {
  const config = resources.find(({ groupVersionKind }) => groupVersionKind.kind === kind);
  assert.ok(config, `${kind} is told of`);
  return config;
};

const isIn = (schema: Schema | undefined, [key, ...rest]: readonly string[]): boolean =>
  key === undefined ? schema !== undefined : isIn((schema?.items ?? schema)?.properties?.[key], rest);

for (const { customResource, words, stateMetrics: own, sync, example } of controllers) {
  const { group, version, kind, plural } = customResource;
  const config = configOf(kind);

  test(`${kind}: every path is a field of the CRD`, () => {
    assert.deepEqual(config.groupVersionKind, { group, version, kind });
    const { spec } = customResourceDefinition(customResource) as unknown as {
      spec: { versions: { schema: { openAPIV3Schema: Schema } }[] };
    };
    const root = spec.versions[0]!.schema.openAPIV3Schema;
    for (const { name, each } of config.metrics) {
      const path = each.stateSet?.path ?? each.gauge?.path ?? [];
      const item = each.gauge?.labelsFromPath ?? {};
      const paths = [
        path,
        ...Object.values(each.info?.labelsFromPath ?? {}),
        ...Object.values(item).map((inner) => [...path, ...inner]),
        ...(each.gauge?.valueFrom ? [[...path, ...each.gauge.valueFrom]] : []),
      ];
      for (const each of paths) assert.ok(isIn(root, each), `${name}: ${each.join(".")}`);
    }
  });

  test(`${kind}: every phase is listed`, () => {
    const lists = config.metrics.flatMap(({ each }) => (each.stateSet ? [each.stateSet.list] : []));
    assert.deepEqual(lists, [words.phases ? Object.keys(words.phases) : [...PHASES]]);
  });

  test(`${kind}: a status that the operator writes shows its phase, its conditions and its own numbers`, () => {
    const { status } = sync(example, "2026-01-02T03:04:05Z");
    const series = seriesOf(config, { ...example.parent, status });
    const value = (name: string, labels: object) =>
      series.find(
        (one) =>
          one.name === `stream_resource_${name}` &&
          Object.entries(labels).every(([label, text]) => one.labels[label] === text),
      )?.value;
    const { name: operator } = operators.find(({ controllers }) =>
      controllers.some((one) => one.customResource === customResource),
    )!;
    assert.equal(
      value("info", { name: example.parent.metadata.name, customresource_kind: kind, operator }),
      1,
      "by the operator it is joined with the metrics of the service",
    );
    assert.equal(value("phase", { phase: status.phase }), 1);
    assert.equal(value("phase", { phase: "Failed" }), 0);
    for (const { type, reason } of status.conditions) {
      assert.equal(typeof value("condition", { type, reason }), "number", type);
    }
    assert.equal(value("condition", { type: "Ready" }), 0);
    for (const gauge of own.gauges ?? []) {
      if (gauge.field[0] === "status" && !gauge.isOptional)
        assert.equal(typeof value(gauge.name, {}), "number", gauge.name);
    }
    assert.ok(series.every((one) => Number.isFinite(one.value)));
  });

  test(`${kind}: a field that may be missing fills no log while it is, and is a number once it is there`, () => {
    for (const gauge of own.gauges ?? []) {
      const metric = config.metrics.find(({ name }) => name === gauge.name)!;
      assert.equal(metric.errorLogV, gauge.isOptional ? 5 : undefined, gauge.name);
      if (!gauge.isOptional) continue;
      const series = seriesOf(config, withOptionalFields(example.parent, own));
      const found = series.find(({ name }) => name === `stream_resource_${gauge.name}`);
      assert.equal(found?.value, Date.UTC(2027, 0, 15) / 1000, gauge.name);
      assert.ok(
        !seriesOf(config, example.parent).some(({ name }) => name === `stream_resource_${gauge.name}`),
      );
    }
  });

  test(`${kind}: kube-state-metrics may look at it, and at its definition`, async () => {
    const objects = parseAllDocuments(await read("kube-state-metrics/cluster-role.yaml")).map(
      (document) => document.toJS() as KubernetesObject,
    );
    const { rules } = objects.find((object) => object.kind === "ClusterRole") as unknown as {
      rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
    };
    for (const [wantedGroup, resource] of [
      [group, plural],
      ["apiextensions.k8s.io", "customresourcedefinitions"],
    ] as const) {
      const rule = rules.find(
        ({ apiGroups, resources }) => apiGroups.includes(wantedGroup) && resources.includes(resource),
      );
      assert.deepEqual(rule?.verbs, ["list", "watch"], resource);
    }
  });
}
