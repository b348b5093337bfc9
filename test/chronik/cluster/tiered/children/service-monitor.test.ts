import assert from "node:assert/strict";
import { test } from "node:test";
import { clientService } from "../../../../../src/chronik/cluster/tiered/children/client-service.ts";
import { headlessService } from "../../../../../src/chronik/cluster/tiered/children/headless-service.ts";
import { serviceMonitor } from "../../../../../src/chronik/cluster/tiered/children/service-monitor.ts";
import { clusterOf } from "../../cluster-of.ts";

test("a Prometheus that selects by labels finds it, and ours are not lost", () => {
  const { metadata } = serviceMonitor(
    clusterOf({
      monitoring: { serviceMonitorLabels: { release: "prometheus", "app.kubernetes.io/name": "theirs" } },
    }),
  );
  assert.equal(metadata.labels?.release, "prometheus");
  assert.equal(metadata.labels?.["app.kubernetes.io/name"], "chronik-stream");
});

test("it scrapes by a port that headless Services have and client Services lack, so no pod twice", () => {
  const { spec } = serviceMonitor(clusterOf()) as unknown as { spec: { endpoints: { port: string }[] } };
  const ports = (service: ReturnType<typeof clientService>) => service.spec?.ports?.map(({ name }) => name);
  const [endpoint] = spec.endpoints;
  assert.ok(ports(headlessService(clusterOf(), "ingest", "ServiceMonitor"))?.includes(endpoint?.port));
  assert.ok(!ports(clientService(clusterOf(), "ingest"))?.includes(endpoint?.port));
});

test("the interval is Prometheus' own unless one is asked for", () => {
  const endpoint = (monitoring: object) =>
    (serviceMonitor(clusterOf({ monitoring })).spec as { endpoints: object[] }).endpoints[0];
  assert.deepEqual(endpoint({}), { port: "metrics", path: "/metrics" });
  assert.deepEqual(endpoint({ scrapeInterval: "15s" }), {
    port: "metrics",
    path: "/metrics",
    interval: "15s",
  });
});
