import assert from "node:assert/strict";
import { test } from "node:test";
import { widgetController, widgetOperator, widgetRequest } from "../support/synthetic-operator.ts";
import { NOW, testWebhook, untilLogged } from "../support/webhook.ts";

test("the three hooks answer what the operator answers, byte for byte", async () => {
  const { app } = await testWebhook();
  const request = widgetRequest({ size: 3, echo: { unnamed: { by: ["any", "schema", null, 1.5] } } });
  for (const hook of ["sync", "finalize"] as const) {
    const response = await app.inject({ method: "POST", url: `/widget/${hook}`, payload: request });
    assert.equal(response.statusCode, 200);
    assert.equal(response.body, JSON.stringify(widgetController[hook](request, NOW)));
    assert.match(response.headers["content-type"] as string, /^application\/json/);
  }
  const response = await app.inject({ method: "POST", url: "/widget/customize", payload: request });
  assert.equal(response.body, JSON.stringify(widgetController.customize(request)));
});

test("nothing in a request is converted, filled in or removed", async () => {
  let received: unknown;
  const spy = {
    ...widgetController,
    sync: (...[request, now]: Parameters<typeof widgetController.sync>) => {
      received = request;
      return widgetController.sync(request, now);
    },
  };
  const { app } = await testWebhook({}, [{ ...widgetOperator, controllers: [spy] }]);
  const object = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "s",
      managedFields: [{ fieldsV1: { "f:data": {} } }],
      generation: 3,
      annotations: { constructor: "x" },
    },
    data: { a: "1", b: "" },
    unknown: [null, "1", 1, true],
  };
  const request = {
    ...widgetRequest({ size: 1 }),
    related: { "Secret.v1": { "default/s": object } },
    more: "1",
  };
  await app.inject({ method: "POST", url: "/widget/sync", payload: request });
  assert.deepEqual(received, request);
});

test("the clock gives RFC 3339 in UTC to the second", async () => {
  let now = "";
  const spy = {
    ...widgetController,
    sync: (...[request, time]: Parameters<typeof widgetController.sync>) => {
      now = time;
      return widgetController.sync(request, time);
    },
  };
  const { buildWebhook } = await import("../../src/server/webhook.ts");
  const { metrics } = await testWebhook();
  const { createLog } = await import("../../src/server/log.ts");
  const app = await buildWebhook([{ ...widgetOperator, controllers: [spy] }], {
    metrics,
    log: createLog("silent"),
  });
  const before = Math.floor(Date.now() / 1000) * 1000;
  await app.inject({ method: "POST", url: "/widget/sync", payload: widgetRequest() });
  assert.match(now, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.ok(Date.parse(now) >= before && Date.parse(now) <= Date.now());
});

test("what the Kubernetes cluster is goes into every sync", async () => {
  const seen: unknown[] = [];
  const spy = {
    ...widgetController,
    sync: (...[request, time, platform]: Parameters<typeof widgetController.sync>) => {
      seen.push(platform);
      return widgetController.sync(request, time);
    },
  };
  const platform = { clusterDomain: "k8s.example.com" };
  const { app } = await testWebhook({ platform }, [{ ...widgetOperator, controllers: [spy] }]);
  await app.inject({ method: "POST", url: "/widget/sync", payload: widgetRequest() });
  assert.deepEqual(seen, [platform]);
});

for (const method of ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"] as const) {
  test(`${method} on a hook says how to call it`, async () => {
    const { app } = await testWebhook();
    const response = await app.inject({ method, url: "/widget/sync?from=browser" });
    assert.equal(response.statusCode, 405);
    assert.equal(response.headers.allow, "POST");
    if (method !== "HEAD") assert.match(response.json().detail, /POST .*curl/);
  });
}

test("an unknown path names the hooks that exist", async () => {
  const { app } = await testWebhook();
  const response = await app.inject({ method: "POST", url: "/gadget/sync", payload: {} });
  assert.equal(response.statusCode, 404);
  assert.match(response.headers["content-type"] as string, /^application\/problem\+json/);
  assert.match(response.json().detail, /\/widget\/sync, \/widget\/finalize, \/widget\/customize/);
});

test("a path that cannot be decoded is a problem as well", async () => {
  const { app } = await testWebhook();
  const response = await app.inject({ method: "POST", url: "/%zz", payload: {} });
  assert.equal(response.statusCode, 400);
  assert.match(response.headers["content-type"] as string, /^application\/problem\+json/);
});

test("an operator that fails gives a 500 without its reason, and the reason to the log", async () => {
  const { app, lines } = await testWebhook();
  const payload = widgetRequest({ fail: "the internals" });
  const response = await app.inject({ method: "POST", url: "/widget/sync", payload });
  assert.equal(response.statusCode, 500);
  assert.doesNotMatch(response.body, /internals|\.ts/);
  await untilLogged();
  const line = lines.find(({ level }) => level === "error");
  assert.match(JSON.stringify(line?.err), /the internals.*synthetic-operator\.ts/);
  assert.equal(line?.requestId, response.headers["x-request-id"]);
  const again = await app.inject({ method: "POST", url: "/widget/sync", payload });
  assert.equal(again.body, response.body, "or each attempt would be an event of its own");
  const after = await app.inject({ method: "POST", url: "/widget/sync", payload: widgetRequest() });
  assert.equal(after.statusCode, 200);
});
