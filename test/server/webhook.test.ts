import assert from "node:assert/strict";
import { Agent } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { head, next, open, post } from "../support/sockets.ts";
import { widgetRequest } from "../support/synthetic-operator.ts";
import { testWebhook } from "../support/webhook.ts";

const PATH = "/widget/sync";
/** After so many seconds without a request, Metacontroller's client (Go) closes a connection. */
const GO_CLOSES_AFTER = 90;

async function listening() {
  const { app } = await testWebhook();
  await app.listen({ host: "127.0.0.1", port: 0 });
  return { app, port: (app.server.address() as AddressInfo).port };
}

test("a connection stays open for longer than Metacontroller keeps it, or a request might meet it closing", async (t) => {
  const { app, port } = await listening();
  t.after(() => app.close());
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const { headers } = await post(port, PATH, widgetRequest(), { agent });
  assert.equal(headers.connection, "keep-alive");
  const [, seconds] = /^timeout=(\d+)$/.exec(headers["keep-alive"] as string) ?? [];
  assert.ok(Number(seconds) > GO_CLOSES_AFTER, `it is closed after ${seconds} s`);
});

test("one connection takes one request after the other, refused ones among them", async (t) => {
  const { app, port } = await listening();
  t.after(() => app.close());
  const socket = await open(port);
  const body = JSON.stringify(widgetRequest());
  for (const [sent, status] of [
    [body, 200],
    ["[]", 400],
    [body, 200],
  ] as const) {
    socket.write(head(PATH, sent.length) + sent);
    assert.match(await next(socket), new RegExp(`^HTTP/1.1 ${status}`));
  }
  socket.destroy();
});
