import assert from "node:assert/strict";
import { test } from "node:test";
import { scrapeAnnotations, scrapeFields, serviceMonitorOf } from "../../src/kubernetes/monitoring.ts";

test("annotations are those that Prometheus' usual configuration reads, all of them text", () => {
  assert.deepEqual(scrapeAnnotations(8080), {
    "prometheus.io/scrape": "true",
    "prometheus.io/port": "8080",
    "prometheus.io/path": "/metrics",
  });
  assert.equal(scrapeAnnotations(2113, "https")["prometheus.io/scheme"], "https");
});

test("a ServiceMonitor keeps our labels whatever people add, and takes its endpoint as given", () => {
  const monitor = serviceMonitorOf(
    { name: "m", labels: { app: "ours" } },
    { app: "ours" },
    { scrapeInterval: "15s", serviceMonitorLabels: { app: "theirs", release: "prometheus" } },
    { port: "http", scheme: "https", tlsConfig: { insecureSkipVerify: true } },
  );
  assert.deepEqual(monitor.metadata.labels, { app: "ours", release: "prometheus" });
  assert.deepEqual(monitor.spec, {
    selector: { matchLabels: { app: "ours" } },
    endpoints: [
      {
        path: "/metrics",
        port: "http",
        scheme: "https",
        tlsConfig: { insecureSkipVerify: true },
        interval: "15s",
      },
    ],
  });
});

test("an interval is one that the Prometheus operator takes", () => {
  const pattern = new RegExp(scrapeFields.scrapeInterval.pattern!);
  for (const good of ["30s", "500ms", "1m", "2h"]) assert.match(good, pattern);
  for (const bad of ["30", "s", "1.5s", "30 s", "-1s"]) assert.doesNotMatch(bad, pattern);
});
