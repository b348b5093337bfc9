import assert from "node:assert/strict";
import { test } from "node:test";
import { headlessService } from "../../../../../src/chronik/cluster/tiered/children/headless-service.ts";
import { ROLES } from "../../../../../src/chronik/cluster/tiered/roles.ts";
import { clusterOf } from "../../cluster-of.ts";

test("it is headless, so that each pod has a DNS name of its own", () => {
  for (const role of ROLES) {
    assert.equal(headlessService(clusterOf(), role, "annotations").spec?.clusterIP, "None", role);
  }
});

test("controllers find each other before they are ready, and clients find only ready pods", () => {
  const published = ROLES.map((role) => [
    role,
    headlessService(clusterOf(), role, "annotations").spec?.publishNotReadyAddresses ?? false,
  ]);
  assert.deepEqual(Object.fromEntries(published), { controller: true, ingest: false, search: false });
});

test("the ports are those of the earlier operator, which clients and dashboards know", () => {
  const ports = ROLES.map((role) => [
    role,
    headlessService(clusterOf(), role, "annotations").spec?.ports?.map(({ name, port }) => `${name} ${port}`),
  ]);
  assert.deepEqual(Object.fromEntries(ports), {
    controller: ["grpc 9090", "metrics 8080", "health 8081"],
    ingest: ["kafka 9092", "metrics 8080", "health 8081"],
    search: ["grpc 9093", "metrics 8080", "health 8081"],
  });
});

test("Prometheus finds pods by annotations only where no ServiceMonitor does, or it scrapes twice", () => {
  const annotations = (prometheus: boolean, scrapeBy: "annotations" | "ServiceMonitor") =>
    headlessService(clusterOf({ monitoring: { prometheus } }), "ingest", scrapeBy).metadata?.annotations;
  assert.deepEqual(annotations(true, "annotations"), {
    "prometheus.io/scrape": "true",
    "prometheus.io/port": "8080",
    "prometheus.io/path": "/metrics",
  });
  assert.equal(annotations(true, "ServiceMonitor"), undefined);
  assert.equal(annotations(false, "annotations"), undefined);
});
