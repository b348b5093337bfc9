import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { filesIn } from "../../../src/cli/folders.ts";
import { chartCopies, prometheusRule } from "../../../src/cli/generate/copies.ts";

const alerts = await filesIn("deploy/monitoring/alerts");

test("the chart has every manifest, and no pages or kustomizations, which Helm would try to apply", () => {
  const copies = chartCopies(
    new Map([
      ["a.yaml", "crd"],
      ["README.md", "page"],
      ["Kustomization", "list"],
    ]),
    new Map([
      ["b.yaml", "registration"],
      ["kustomization.yaml", "list"],
      ["components/c/kustomization.yaml", "component"],
    ]),
    new Map([["d.yaml", "groups: []\n"]]),
    new Map([["e.json", "{}"]]),
  );
  assert.deepEqual(
    [...copies],
    [
      ["crds/a.yaml", "crd"],
      ["registration/b.yaml", "registration"],
      [
        "alerts/d.yaml",
        '# Made by "npm run generate" from deploy/monitoring/alerts/d.yaml. Do not edit.\ngroups: []\n',
      ],
      ["dashboards/e.json", "{}"],
    ],
  );
});

test("a PrometheusRule has every group of the alerts that Prometheus reads from plain files", () => {
  assert.ok(alerts.size > 0);
  const { spec } = parse(prometheusRule(alerts).get("prometheus-rule.yaml")!);
  assert.deepEqual(
    spec.groups,
    [...alerts.values()].flatMap((file) => parse(file).groups),
  );
});
