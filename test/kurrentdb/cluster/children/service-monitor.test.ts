import assert from "node:assert/strict";
import { test } from "node:test";
import { headlessService } from "../../../../src/kurrentdb/cluster/children/headless-service.ts";
import { serviceMonitor } from "../../../../src/kurrentdb/cluster/children/service-monitor.ts";
import { clusterOf, planFor, TLS } from "../cluster-of.ts";

const monitor = (spec: object = {}) => serviceMonitor(clusterOf(spec));
const endpoint = (spec: object = {}) => (monitor(spec).spec as { endpoints: object[] }).endpoints[0];

test("a Prometheus that selects by labels finds it, and ours are not lost", () => {
  const serviceMonitorLabels = { release: "prometheus", "app.kubernetes.io/name": "theirs" };
  const { labels } = monitor({ monitoring: { serviceMonitorLabels } }).metadata;
  assert.equal(labels?.release, "prometheus");
  assert.equal(labels?.["app.kubernetes.io/name"], "kurrentdb");
});

test("it scrapes the port by its name, at the interval that is asked for or Prometheus' own", () => {
  assert.deepEqual(endpoint(), { port: "node", path: "/metrics" });
  assert.deepEqual(endpoint({ monitoring: { scrapeInterval: "60s" } }), {
    port: "node",
    path: "/metrics",
    interval: "60s",
  });
  const { ports } = headlessService(clusterOf(), planFor(), "ServiceMonitor").spec!;
  assert.ok(ports?.some(({ name }) => name === "node"));
});

test("with TLS it scrapes by TLS, without the name: Prometheus goes by addresses", () =>
  assert.deepEqual(endpoint({ security: TLS }), {
    port: "node",
    path: "/metrics",
    scheme: "https",
    tlsConfig: { insecureSkipVerify: true },
  }));
