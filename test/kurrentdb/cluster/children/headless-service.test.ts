import assert from "node:assert/strict";
import { test } from "node:test";
import { headlessService } from "../../../../src/kurrentdb/cluster/children/headless-service.ts";
import { clusterOf, planFor, TLS } from "../cluster-of.ts";

const service = (spec: object = {}, scrapeBy: "annotations" | "ServiceMonitor" = "annotations") =>
  headlessService(clusterOf(spec), planFor(spec), scrapeBy);

test("members have names before they are ready, or the first majority never forms", () => {
  assert.equal(service().spec?.clusterIP, "None");
  assert.equal(service().spec?.publishNotReadyAddresses, true);
});

test("it has the ports of replication and of everything else", () =>
  assert.deepEqual(
    service({ configuration: { nodePort: 3000 } }).spec?.ports?.map(({ name, port }) => `${name} ${port}`),
    ["replication 1112", "node 3000"],
  ));

test("Prometheus finds members by annotations only where no ServiceMonitor does, or it scrapes twice", () => {
  assert.deepEqual(service().metadata?.annotations, {
    "prometheus.io/scrape": "true",
    "prometheus.io/port": "2113",
    "prometheus.io/path": "/metrics",
  });
  assert.equal(service({ security: TLS }).metadata?.annotations?.["prometheus.io/scheme"], "https");
  assert.equal(service({}, "ServiceMonitor").metadata?.annotations, undefined);
  assert.equal(service({ monitoring: { prometheus: false } }).metadata?.annotations, undefined);
});
