import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { copies } from "../../src/cli/copies.ts";
import { filesIn } from "../../src/cli/folders.ts";

const CHART = "deploy/helm/stream-operators/files";
const folders = await copies(
  new Map([
    ["a.yaml", "crd"],
    ["README.md", "page"],
  ]),
);

test("the chart has the CRDs and not the pages about them, which Helm would try to apply", () =>
  assert.deepEqual([...folders.get(`${CHART}/crds`)!], [["a.yaml", "crd"]]));

test("the chart has every registration, and no kustomization", async () => {
  const names = [...folders.get(`${CHART}/registration`)!.keys()];
  const shipped = [...(await filesIn("metacontroller")).keys()].filter(
    (name) => name !== "kustomization.yaml",
  );
  assert.deepEqual(
    names,
    shipped.filter((name) => name.endsWith(".yaml")),
  );
  assert.ok(names.length > 0);
});

test("a PrometheusRule has every group of the alerts that Prometheus reads from plain files", async () => {
  const component = folders.get("deploy/monitoring/components/prometheus-operator")!;
  const { spec } = parse(component.get("prometheus-rule.yaml")!) as { spec: { groups: { name: string }[] } };
  const alerts = [...(await filesIn("deploy/monitoring/alerts")).values()];
  assert.deepEqual(
    spec.groups,
    alerts.flatMap((file) => parse(file).groups),
  );
});
