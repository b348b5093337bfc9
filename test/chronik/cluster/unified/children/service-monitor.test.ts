import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChronikCluster } from "../../../../../src/chronik/cluster/cluster.ts";
import { headlessService } from "../../../../../src/chronik/cluster/unified/children/headless-service.ts";
import { serviceMonitor } from "../../../../../src/chronik/cluster/unified/children/service-monitor.ts";
import { singleOf, threeOf } from "../unified-of.ts";

interface Endpoint {
  port: string;
  path: string;
  interval?: string;
  relabelings?: { action: string; sourceLabels: string[]; regex: string }[];
}
const endpoints = (cluster: ChronikCluster) =>
  (serviceMonitor(cluster).spec as { endpoints: Endpoint[] }).endpoints;

test("a single node is scraped at its port", () =>
  assert.deepEqual(endpoints(singleOf({ monitoring: { scrapeInterval: "30s" } })), [
    { path: "/metrics", port: "metrics", interval: "30s" },
  ]));

test("each of several is scraped at the port of its number and at no other", () => {
  const found = endpoints(threeOf());
  assert.deepEqual(
    found.map(({ port, relabelings }) => [port, relabelings?.[0]?.action, relabelings?.[0]?.regex]),
    [
      ["metrics-1", "keep", "1"],
      ["metrics-2", "keep", "2"],
      ["metrics-3", "keep", "3"],
    ],
  );
  assert.deepEqual(found[0]?.relabelings?.[0]?.sourceLabels, [
    "__meta_kubernetes_pod_label_apps_kubernetes_io_pod_index",
  ]);
});

test("its ports are those of the Service it selects", () => {
  const names = headlessService(threeOf(), "ServiceMonitor").spec?.ports?.map(({ name }) => name);
  for (const { port } of endpoints(threeOf())) assert.ok(names?.includes(port), port);
});
