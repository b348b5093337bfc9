/**
 * A healthy caller beside one who connects, begins and never goes on, or asks and never reads. On Linux the whole of
 * 127.0.0.0/8 is loopback, so that the two have addresses of their own, as pods have.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent } from "node:http";
import { connect, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { controllers } from "../../src/operators.ts";
import { hookPath } from "../../src/server/hook.ts";
import { head, post } from "../support/sockets.ts";
import { attacked, environments } from "./process.ts";

const [controller] = controllers as [(typeof controllers)[0]];
const path = hookPath(controller, "sync");
const skip = process.platform === "linux" ? false : "needs Linux, where one host has many loopback addresses";

async function strangers(t: TestContext, port: number, count: number, send: string): Promise<Socket[]> {
  const sockets = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect({ port, host: "127.0.0.1", localAddress: "127.0.0.2" });
      socket.on("error", () => undefined);
      await Promise.race([once(socket, "connect"), once(socket, "close")]);
      socket.write(send);
      return socket;
    }),
  );
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  return sockets;
}

/**
 * Asks in turn, on connections that stay and on new ones. On a machine that is so busy that the service's event loop is
 * late, a question may get 429 for that; it is asked again, as Metacontroller does. Those who are kept out get it for half a
 * minute.
 */
async function ask(t: TestContext, port: number, times = 20): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const milliseconds: number[] = [];
  for (let late = 0; milliseconds.length < times; ) {
    const started = performance.now();
    const isOdd = milliseconds.length % 2 === 1;
    const { status } = await post(port, path, controller.example, { agent: isOdd ? agent : false });
    if (status === 429 && late++ < 5) {
      await setTimeout(1000);
      continue;
    }
    assert.equal(status, 200, `question ${milliseconds.length}`);
    milliseconds.push(performance.now() - started);
  }
  return milliseconds.sort((a, b) => a - b);
}

const median = (sorted: number[]) => sorted[Math.floor(sorted.length / 2)]!;

const request = JSON.stringify(controller.example);
const ATTACKS: [what: string, count: number, send: string][] = [
  ["connections on which nothing comes", 700, ""],
  ["requests of which the body never comes", 300, head(path, 4_000_000)],
  ["bodies that stop in the middle", 300, head(path, 1_000_000) + request.slice(0, 50_000)],
  [
    "bodies of unknown length that stop",
    300,
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`,
  ],
  ["answers that nobody reads", 100, (head(path, request.length) + request).repeat(20)],
];

for (const [what, count, send] of ATTACKS) {
  test(`${what} keep nobody else out`, { skip }, async (t) => {
    const service = await attacked(t, environments[0]!.nodeOptions);
    await ask(t, service.port);
    const quiet = await ask(t, service.port);
    const sockets = await strangers(t, service.port, count, send);
    const beside = await ask(t, service.port);
    // Of the median, since on a busy machine the slowest of twenty tells about the machine.
    assert.ok(
      median(beside) < 5 * median(quiet) + 20,
      `${median(beside)} ms beside it, ${median(quiet)} ms before`,
    );
    assert.ok(await service.isAlive());
    for (const socket of sockets) socket.destroy();
    await ask(t, service.port, 5);
  });
}

test("file descriptors do not run out, however few there are", { skip }, async (t) => {
  const service = await attacked(t, environments[0]!.nodeOptions, 200);
  await strangers(t, service.port, 500, "");
  await ask(t, service.port, 10);
  assert.ok(await service.isAlive());
});
