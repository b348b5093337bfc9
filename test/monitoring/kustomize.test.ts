/** What kubectl apply -k gives of the monitoring. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { kustomize, namesOf, objectsOf, skip, theOnly } from "../deploy/kustomize.ts";
import { read } from "./known-series.ts";

const ALERTS = ["kurrentdb.yaml", "resources.yaml", "service.yaml"];
type WithData = { data?: Record<string, string> };

test("dashboards come in ConfigMaps that Grafana's sidecar finds, one each", { skip }, async () => {
  const objects = objectsOf(await kustomize("deploy/monitoring"));
  const dashboards = objects.filter(({ metadata }) => metadata.labels?.grafana_dashboard === "1");
  assert.equal(dashboards.length, 3);
  for (const { data } of dashboards as WithData[]) {
    const [[file, content]] = Object.entries(data ?? {}) as [[string, string]];
    assert.equal(content, await read(`dashboards/${file}`));
  }
});

test("rules come as the files that Prometheus reads", { skip }, async () => {
  const objects = objectsOf(await kustomize("deploy/monitoring"));
  const { data } = theOnly(objects, "ConfigMap", "stream-operators-alerts") as WithData;
  assert.deepEqual(Object.keys(data ?? {}).sort(), ALERTS);
});

test("with the component, the same rules are a PrometheusRule", { skip }, async () => {
  assert.deepEqual(namesOf(objectsOf(await kustomize("deploy/monitoring")), "PrometheusRule"), []);
  const component = parse(await read("components/prometheus-operator/kustomization.yaml"));
  assert.equal(component.kind, "Component");
  assert.deepEqual(component.resources, ["prometheus-rule.yaml"]);
  const rule = parse(await read("components/prometheus-operator/prometheus-rule.yaml"));
  const files = await Promise.all(ALERTS.map((file) => read(`alerts/${file}`)));
  assert.deepEqual(
    rule.spec.groups,
    files.flatMap((file) => parse(file).groups),
  );
});

test("kube-state-metrics finds its configuration, and the right to look", { skip }, async () => {
  const objects = objectsOf(await kustomize("deploy/monitoring/kube-state-metrics"));
  const { data } = theOnly(objects, "ConfigMap") as WithData;
  assert.deepEqual(Object.keys(data ?? {}), ["custom-resource-state.yaml"]);
  const [role] = namesOf(objects, "ClusterRole");
  const binding = theOnly(objects, "ClusterRoleBinding") as unknown as { roleRef: { name: string } };
  assert.equal(binding.roleRef.name, role);
});
