import assert from "node:assert/strict";
import { test } from "node:test";
import { widgetController, widgetRequest } from "../support/synthetic-operator.ts";
import { NOW, sample, testWebhook, untilLogged } from "../support/webhook.ts";

const post = { method: "POST", url: "/widget/sync" } as const;

test("a call that changed the status is one line at info, with all that one looks for", async () => {
  const { app, lines } = await testWebhook();
  await app.inject({
    ...post,
    headers: { "x-request-id": "from-the-proxy" },
    payload: widgetRequest({ size: 2 }),
  });
  await untilLogged();
  const [{ time, durationMs, conditions, ...line }, ...more] = lines as [(typeof lines)[0]];
  assert.equal(more.length, 0);
  assert.ok(typeof durationMs === "number" && durationMs > 0);
  assert.equal((conditions as unknown[]).length, 2);
  assert.match(line.msg, /^new → Running; Ready unset → True \(AllThere: All 2 parts are there\)/);
  assert.deepEqual(
    { ...line, msg: "" },
    {
      level: "info",
      operator: "widget",
      hook: "sync",
      namespace: "default",
      name: "demo",
      uid: "5f3c",
      generation: 1,
      outcome: "ok",
      requestId: "from-the-proxy",
      children: 2,
      phase: { to: "Running" },
      msg: "",
    },
  );
});

test("in a steady state nothing is logged at info", async () => {
  const { app, lines } = await testWebhook();
  const request = widgetRequest({ size: 2 });
  const { status } = widgetController.sync(request, NOW);
  const payload = { ...request, parent: { ...request.parent, status } };
  await app.inject({ ...post, payload });
  await app.inject({ ...post, url: "/widget/customize", payload });
  await untilLogged();
  assert.deepEqual(
    lines.map(({ level, hook }) => [level, hook]),
    [
      ["debug", "sync"],
      ["debug", "customize"],
    ],
  );
});

test("what was sent is not logged, right or wrong", async () => {
  const { app, lines } = await testWebhook({ tokens: () => ["right"] });
  const secret = "c2VjcmV0";
  const related = {
    "Secret.v1": {
      "default/s": { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data: { secret } },
    },
  };
  const whole = JSON.stringify({ ...widgetRequest({ size: 1 }), related });
  for (const token of ["right", "wrong"]) {
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    await app.inject({ ...post, headers, payload: whole });
    await app.inject({ ...post, headers, payload: whole.slice(0, -5) });
    await app.inject({ ...post, headers, payload: whole.replace('"kind":"Secret"', '"kind":5') });
  }
  await untilLogged();
  assert.equal(lines.length, 6);
  assert.doesNotMatch(JSON.stringify(lines), /c2VjcmV0|Bearer (right|wrong)/);
});

test("a request id that is not fit to be logged is replaced", async () => {
  const { app, lines } = await testWebhook();
  await app.inject({ ...post, headers: { "x-request-id": 'a"} {' }, payload: widgetRequest() });
  await untilLogged();
  assert.match(lines[0]?.requestId as string, /^[0-9a-f-]{36}$/);
});

test("every way a call can end is counted under its name", async () => {
  const { app, metrics } = await testWebhook({ tokens: () => ["t"], limits: { bodyBytes: 5000 } });
  const headers = { authorization: "Bearer t", "content-type": "application/json" };
  const json = JSON.stringify;
  const calls: [string, object, string][] = [
    ["ok", headers, json(widgetRequest())],
    ["invalid_spec", headers, json(widgetRequest({ size: "large" }))],
    ["bad_request", headers, "{}"],
    ["unauthorized", { ...headers, authorization: "Bearer x" }, json(widgetRequest())],
    ["too_large", headers, json(widgetRequest({ echo: "x".repeat(5000) }))],
    ["unsupported_media_type", { ...headers, "content-type": "text/plain" }, "x"],
    ["error", headers, json(widgetRequest({ fail: "oh" }))],
  ];
  for (const [outcome, sent, payload] of calls) {
    await app.inject({ ...post, headers: sent as Record<string, string>, payload });
    await untilLogged();
    const labels = { operator: "widget", hook: "sync", outcome };
    assert.equal(await sample(metrics, "stream_operators_hook_requests_total", labels), 1, outcome);
  }
  const labels = { operator: "widget", hook: "sync" };
  assert.equal(await sample(metrics, "stream_operators_hook_duration_seconds_count", labels), calls.length);
  assert.equal(await sample(metrics, "stream_operators_hook_request_size_bytes_count", labels), calls.length);
  assert.equal(await sample(metrics, "stream_operators_hook_children_count", labels), 2);
  assert.equal(await sample(metrics, "stream_operators_invalid_specs_total", { operator: "widget" }), 1);
  assert.match(await metrics.registry.metrics(), /^stream_operators_hook_requests_in_flight 0$/m);
});

test("metrics follow Prometheus's names, and a call to nowhere makes no series", async () => {
  const { app, metrics } = await testWebhook();
  const series = async () =>
    (await metrics.registry.metrics()).split("\n").filter((line) => line.startsWith("stream_"));
  await app.inject({ ...post, payload: widgetRequest() });
  await untilLogged();
  const before = (await series()).length;
  await app.inject({ ...post, url: "/nowhere/sync", payload: {} });
  await app.inject({
    ...post,
    payload: widgetRequest({}, { parent: { ...widgetRequest().parent, kind: "Other" } }),
  });
  await untilLogged();
  assert.equal((await series()).length, before);
  for (const { name, type } of await metrics.registry.getMetricsAsJSON()) {
    assert.match(name, /^[a-z][a-z0-9_]*$/);
    if (name.startsWith("stream_") && String(type) === "counter") assert.match(name, /_total$/);
  }
});
