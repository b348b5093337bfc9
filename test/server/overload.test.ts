import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { Controller } from "../../src/controller/controller.ts";
import type { SyncRequest } from "../../src/metacontroller/hooks.ts";
import { limitsFor } from "../../src/server/overload.ts";
import { head, next, open, post, rest } from "../support/sockets.ts";
import { widgetController, widgetOperator, widgetRequest } from "../support/synthetic-operator.ts";
import { sample, testWebhook } from "../support/webhook.ts";

const PATH = "/widget/sync";
const body = JSON.stringify(widgetRequest());
const CHUNKED = `POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n`;

async function listening(...args: Parameters<typeof testWebhook>) {
  const webhook = await testWebhook(...args);
  await webhook.app.listen({ host: "127.0.0.1", port: 0 });
  return { ...webhook, port: (webhook.app.server.address() as AddressInfo).port };
}

test("one request too many gets 429 with Retry-After before its body is read; a place that gets free is given", async (t) => {
  const { app, port, metrics } = await listening({ limits: { inFlight: 2 } });
  t.after(() => app.close());
  const waiting = [await open(port), await open(port)];
  for (const socket of waiting) socket.write(head(PATH, body.length, "Expect: 100-continue\r\n"));
  // "100 Continue" tells that the request is in, without waiting for any length of time.
  for (const socket of waiting) assert.match(await next(socket), /^HTTP\/1.1 100/);

  const refused = await post(port, PATH, widgetRequest());
  assert.equal(refused.status, 429);
  assert.equal(refused.headers["retry-after"], "1");
  assert.match(refused.headers["content-type"] as string, /^application\/problem\+json/);

  const [first, second] = waiting as [(typeof waiting)[0] & object, (typeof waiting)[0] & object];
  first.write(body);
  assert.match(await next(first), /^HTTP\/1.1 200/);
  assert.equal((await post(port, PATH, widgetRequest())).status, 200);

  // A caller that goes away gives its place back as well.
  second.destroy();
  while (
    (await sample(metrics, "stream_operators_hook_requests_total", { hook: "sync", outcome: "aborted" })) ===
    0
  ) {
    await new Promise(setImmediate);
  }
  const again = [await open(port), await open(port)];
  for (const socket of again) socket.write(head(PATH, body.length, "Expect: 100-continue\r\n"));
  for (const socket of again) assert.match(await next(socket), /^HTTP\/1.1 100/);
  for (const socket of [first, ...again]) socket.destroy();
});

test("bodies that arrive are bounded together by what has come of them, whatever was announced", async (t) => {
  const { app, port } = await listening({ limits: { bodyBytes: 50_000, inFlightBytes: 40_000 } });
  t.after(() => app.close());
  const begin = async (bytes: number) => {
    const socket = await open(port);
    socket.write(head(PATH, 50_000, "Expect: 100-continue\r\n"));
    await next(socket);
    socket.write("x".repeat(bytes));
    return socket;
  };
  const idle = await Promise.all([begin(1), begin(1)]);
  assert.equal(
    (await post(port, PATH, widgetRequest(), {})).status,
    429,
    "a third piece of memory is one too many",
  );
  idle[0]!.destroy();
  idle[1]!.destroy();
  const announced = await Promise.all([0, 0, 0].map(begin));
  assert.equal((await post(port, PATH, widgetRequest())).status, 200, "what is announced takes nothing");
  const large = await begin(49_000);
  assert.match(await next(large), /^HTTP\/1.1 429/);
  for (const socket of [large, ...announced]) socket.destroy();
});

test("a body of unknown length that gets too large is refused as one of known length is", async (t) => {
  const { app, port } = await listening({ limits: { bodyBytes: 10_000 } });
  t.after(() => app.close());
  const socket = await open(port);
  socket.write(`${CHUNKED}\r\n${(12_000).toString(16)}\r\n${"x".repeat(12_000)}\r\n`);
  assert.match(await next(socket), /^HTTP\/1.1 413/);
  socket.destroy();
});

test("where there is no room, the request that has waited longest goes", async (t) => {
  const { app, port } = await listening({ limits: { inFlight: 2, patienceMs: 0 } });
  t.after(() => app.close());
  const begin = async () => {
    const socket = await open(port);
    socket.write(head(PATH, body.length, "Expect: 100-continue\r\n"));
    assert.match(await next(socket), /^HTTP\/1.1 100/);
    return socket;
  };
  const [first, second] = [await begin(), await begin()];
  const gone = once(first, "close");
  first.on("error", () => undefined);
  const third = await begin();
  await gone;
  for (const socket of [second, third]) {
    socket.write(body);
    assert.match(await next(socket), /^HTTP\/1.1 200/);
    socket.destroy();
  }
});

test("an answer that nobody reads ends its connection, and the process is free of it", async (t) => {
  const { app, port } = await listening({ limits: { answerMs: 100 } });
  t.after(() => app.close());
  const request = JSON.stringify(widgetRequest({ echo: "x".repeat(20_000_000) }));
  const socket = await open(port);
  socket.on("error", () => undefined);
  socket.pause();
  socket.write(head(PATH, request.length));
  socket.write(request);
  await until(async () => (await connections(app)) === 0);
  socket.destroy();
});

const connections = (app: FastifyInstance) =>
  new Promise<number>((resolve, reject) =>
    app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );

async function until(isSo: () => Promise<boolean>): Promise<void> {
  // At first there is no connection yet.
  await setTimeout(50);
  while (!(await isSo())) await setTimeout(10);
}

/** Ways in which a request can end, each with a body that takes all the bytes there are. */
const endings: [how: string, end: (port: number, caller: Caller) => Promise<void>][] = [
  ["its answer", async (port) => assert.equal((await post(port, PATH, ofLength(LARGEST))).status, 200)],
  [
    "its answer, on a connection that stays",
    async (port, { agent }) => {
      for (let round = 0; round < 3; round++) {
        assert.equal((await post(port, PATH, ofLength(LARGEST), { agent })).status, 200);
      }
    },
  ],
  [
    "a 400, as its body is not valid",
    async (port) => assert.equal((await post(port, PATH, "x".repeat(LARGEST - 2))).status, 400),
  ],
  [
    "a 415, as its body is not JSON",
    async (port) => {
      const headers = { "content-type": "text/plain" };
      assert.equal((await post(port, PATH, ofLength(LARGEST), { headers })).status, 415);
    },
  ],
  [
    "a 500, as the operator failed",
    async (port) => assert.equal((await post(port, PATH, ofLength(LARGEST, { fail: "oh" }))).status, 500),
  ],
  [
    "a 413, as it is too large",
    async (port) => assert.equal((await post(port, PATH, ofLength(LARGEST + 1))).status, 413),
  ],
  [
    "a 408, as its body did not arrive in time",
    async (port) => {
      const socket = await begun(port, "{");
      assert.match(await rest(socket), /^HTTP\/1.1 408/);
    },
  ],
  [
    "its caller going away before any of its body",
    async (port, { untilAborted }) => {
      (await begun(port, "")).destroy();
      await untilAborted();
    },
  ],
  [
    "its caller going away in the middle of its body",
    async (port, { untilAborted }) => {
      (await begun(port, JSON.stringify(ofLength(LARGEST)).slice(0, LARGEST / 2))).destroy();
      await untilAborted();
    },
  ],
  [
    "its caller closing in the middle of its body, as an orderly client does",
    async (port, { untilAborted }) => {
      const socket = await begun(port, "{");
      socket.end();
      await untilAborted();
      socket.destroy();
    },
  ],
  [
    "its caller going away in the middle of a body of unknown length",
    async (port, { untilAborted }) => {
      const socket = await open(port);
      socket.write(`${CHUNKED}Expect: 100-continue\r\n\r\n`);
      assert.match(await next(socket), /^HTTP\/1.1 100/);
      socket.write("1\r\n{\r\n");
      socket.destroy();
      await untilAborted();
    },
  ],
];

const LARGEST = 20_000;

interface Caller {
  agent: Agent;
  /** Until the service has noticed that one more caller is gone. */
  untilAborted: () => Promise<void>;
}

/** A request whose body has so many bytes. */
function ofLength(bytes: number, spec: object = {}): SyncRequest {
  const request = (filling: string) => widgetRequest({ ...spec, filling });
  return request("x".repeat(bytes - JSON.stringify(request("")).length));
}

/** A request that is in, and of whose body only a part was sent. */
async function begun(port: number, part: string): Promise<Socket> {
  const socket = await open(port);
  socket.write(head(PATH, LARGEST, "Expect: 100-continue\r\n"));
  assert.match(await next(socket), /^HTTP\/1.1 100/);
  socket.write(part);
  return socket;
}

for (const [how, end] of endings) {
  test(`the bytes of a request are given back after ${how}, or one day all would get 429`, async (t) => {
    // A body in pieces is held in one of twice the size of the one before.
    const limits = { bodyBytes: LARGEST, inFlightBytes: 2 * 16_384 };
    const timeout = how.includes("408") ? { requestTimeoutMs: 500 } : {};
    const { app, port, metrics } = await listening({ limits, ...timeout });
    t.after(() => app.close());
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    t.after(() => agent.destroy());
    const aborted = () =>
      sample(metrics, "stream_operators_hook_requests_total", { hook: "sync", outcome: "aborted" });
    const untilAborted = async () => {
      while ((await aborted()) === 0) await new Promise(setImmediate);
    };
    await end(port, { agent, untilAborted });
    // One byte that was not given back, and this is refused.
    assert.equal((await post(port, PATH, ofLength(LARGEST))).status, 200);
  });
}

test("a body that is announced too large gets its 413 although it is still being sent", async (t) => {
  const { app, port } = await listening({ limits: { bodyBytes: 1_000_000 } });
  t.after(() => app.close());
  const agent = new Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  const { status } = await post(port, PATH, { text: "x".repeat(20_000_000) }, { agent });
  assert.equal(status, 413);
});

test("while the event loop is late, requests get 429 with Retry-After", async (t) => {
  const slow: Controller = {
    ...widgetController,
    sync(request, now) {
      for (const end = performance.now() + 30; performance.now() < end; );
      return widgetController.sync(request, now);
    },
  };
  const { app, port, metrics } = await listening({ limits: { eventLoopDelayMs: 5, sampleMs: 20 } }, [
    { ...widgetOperator, controllers: [slow] },
  ]);
  t.after(() => app.close());
  const replies = [];
  for (let round = 0; round < 20; round++) {
    replies.push(...(await Promise.all(Array.from({ length: 10 }, () => post(port, PATH, widgetRequest())))));
    if (replies.some(({ status }) => status === 429)) break;
  }
  const refused = replies.find(({ status }) => status === 429);
  assert.equal(refused?.headers["retry-after"], "1");
  assert.ok(replies.every(({ status }) => status === 200 || status === 429));
  assert.ok(
    (await sample(metrics, "stream_operators_hook_requests_total", { hook: "sync", outcome: "overloaded" })) >
      0,
  );
});

test("a body that does not arrive in time gets 408", async (t) => {
  const { app, port } = await listening({ requestTimeoutMs: 50 });
  t.after(() => app.close());
  const socket = await open(port);
  socket.write(`${head(PATH, 1000)}{"parent"`);
  assert.match(await rest(socket), /^HTTP\/1.1 408 .*application\/problem\+json.*did not arrive/s);
});

test("what is not HTTP gets 400", async (t) => {
  const { app, port } = await listening();
  t.after(() => app.close());
  const socket = await open(port);
  socket.write("\x16\x03\x01 hello\r\n\r\n");
  assert.match(await rest(socket), /^HTTP\/1.1 400 .*application\/problem\+json/s);
  assert.ok(socket.destroyed || (await once(socket, "close")));
});

test("the bodies that are taken grow with the heap, up to what nobody has seen", () => {
  const MiB = 2 ** 20;
  assert.equal(limitsFor(1536 * MiB).bodyBytes, 64 * MiB);
  assert.equal(limitsFor(32 * MiB).bodyBytes, 4 * MiB);
  for (const heap of [16, 32, 160, 416, 1536, 8192]) {
    const { bodyBytes, inFlightBytes } = limitsFor(heap * MiB);
    assert.ok(bodyBytes <= (heap * MiB) / 8, `${heap} MiB`);
    // Its memory is doubled as it grows, and for a moment there are both.
    assert.ok(inFlightBytes >= 3 * bodyBytes, `${heap} MiB: the largest body fits`);
    assert.ok(inFlightBytes <= 192 * MiB, `${heap} MiB: bodies fit beside the heap`);
  }
});
