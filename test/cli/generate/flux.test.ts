/** The files by themselves; what kustomize makes of them, and whether Flux has the fields, is in test/flux. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, parseAllDocuments } from "yaml";
import { fluxHealthChecks, fluxReleases } from "../../../src/cli/generate/flux.ts";
import { widgetController, widgetOperator } from "../../support/synthetic-operator.ts";
import { timer } from "../../support/timer.ts";

test("each kind has a check by its conditions, and one that is not of this generation is in progress", () => {
  const { metadata, spec } = parse(fluxHealthChecks([timer, widgetController]));
  assert.equal(metadata.name, "stream-clusters", "the Kustomization that it is put into");
  assert.deepEqual(
    spec.healthCheckExprs.map(({ apiVersion, kind }: Record<string, string>) => `${apiVersion} ${kind}`),
    ["example.org/v1 Timer", "example.org/v1 Widget"],
  );
  for (const { inProgress, failed, current } of spec.healthCheckExprs) {
    assert.match(inProgress, /^status\.observedGeneration != metadata\.generation \|\| .*'Reconciling'/);
    assert.match(failed, /'Stalled' && c\.status == 'True'/);
    assert.match(current, /'Ready' && c\.status == 'True'/);
  }
});

test("each operator is a release of its own, in its own namespace", () => {
  const files = fluxReleases([{ name: "clock", namespace: "clocks", controllers: [timer] }, widgetOperator]);
  assert.deepEqual(parse(files.get("kustomization.yaml")!).resources, [
    "clock-operator.yaml",
    "widget-operator.yaml",
  ]);
  const [namespace, release] = parseAllDocuments(files.get("clock-operator.yaml")!).map((one) => one.toJS());
  assert.equal(namespace.metadata.name, "clocks");
  assert.deepEqual(release.metadata, { name: "clock-operator", namespace: "clocks" });
  assert.deepEqual(release.spec.values, { operators: ["clock"] });
});
