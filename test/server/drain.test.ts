import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { head, open, rest } from "../support/sockets.ts";
import { widgetRequest } from "../support/synthetic-operator.ts";
import { testWebhook } from "../support/webhook.ts";

const PATH = "/widget/sync";

test("told to stop, it waits for a caller who is slow to read", async (t) => {
  const { app } = await testWebhook();
  t.after(() => app.close());
  await app.listen({ host: "127.0.0.1", port: 0 });
  const filling = "x".repeat(20_000_000);
  const request = JSON.stringify(widgetRequest({ echo: filling }));
  const socket = await open((app.server.address() as AddressInfo).port);
  socket.pause();
  socket.write(head(PATH, request.length));
  socket.write(request);
  // Until the answer is on its way: its first bytes are here, and nobody has read them.
  while (socket.readableLength === 0) {
    socket.read(0);
    await setTimeout(10);
  }
  const closed = app.close();
  await setTimeout(1200);
  const answer = await rest(socket);
  assert.ok(answer.includes(filling), `${answer.length} characters came`);
  await closed;
});
