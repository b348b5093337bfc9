import assert from "node:assert/strict";
import { test } from "node:test";
import { createMetrics } from "../../src/server/metrics.ts";
import { buildHealth, buildMetricsPage } from "../../src/server/probes.ts";

test("alive at all times, ready only when nothing speaks against it", async () => {
  let reason: string | undefined = "starting";
  const app = buildHealth(() => reason);
  assert.equal((await app.inject("/healthz")).statusCode, 200);
  const before = await app.inject("/readyz");
  assert.equal(before.statusCode, 503);
  assert.match(before.body, /starting/);
  reason = undefined;
  assert.equal((await app.inject("/readyz")).statusCode, 200);
  assert.equal((await app.inject({ method: "HEAD", url: "/readyz" })).statusCode, 200);
});

test("metrics come in Prometheus's text format, with the process's own and the build", async () => {
  const { registry } = createMetrics(["widget"], "1.2.3");
  const response = await buildMetricsPage(registry).inject("/metrics");
  assert.match(response.headers["content-type"] as string, /^text\/plain; version=0\.0\.4/);
  assert.match(response.body, /^stream_operators_build_info\{version="1\.2\.3",node="v\d/m);
  assert.match(response.body, /^process_resident_memory_bytes \d/m);
  assert.match(
    response.body,
    /^stream_operators_hook_requests_total\{operator="widget",hook="sync",outcome="error"\} 0$/m,
  );
});
