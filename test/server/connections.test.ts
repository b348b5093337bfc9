import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { boundConnections } from "../../src/server/connections.ts";
import { next, open } from "../support/sockets.ts";

async function bounded(t: TestContext, most: number) {
  const responses: ServerResponse[] = [];
  const server = createServer((_request, response) => void responses.push(response));
  boundConnections(server, most);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const sockets: Socket[] = [];
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    responses,
    server,
    async connect() {
      const connected = once(server, "connection");
      const socket = await open(port);
      socket.on("error", () => undefined);
      sockets.push(socket);
      await connected;
      return socket;
    },
    async ask(socket: Socket) {
      const arrived = once(server, "request");
      socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      await arrived;
    },
  };
}

test("with one connection too many, the one that has been idle longest is closed", async (t) => {
  const { connect, ask, responses } = await bounded(t, 2);
  const [first, second] = [await connect(), await connect()];
  const closed = once(first, "close");
  const third = await connect();
  await closed;
  for (const socket of [second, third]) {
    const answer = next(socket);
    await ask(socket);
    responses.at(-1)!.end("ok");
    assert.match(await answer, /^HTTP\/1.1 200/);
  }
});

test("one that is being answered is not closed, and one that was just answered is the last to be", async (t) => {
  const { connect, ask, responses } = await bounded(t, 2);
  const [busy, idle] = [await connect(), await connect()];
  await ask(busy);
  const closed = once(idle, "close");
  const third = await connect();
  await closed;
  const answer = next(busy);
  responses[0]!.end("ok");
  assert.match(await answer, /^HTTP\/1.1 200/);
  const gone = once(third, "close");
  await connect();
  await gone;
  assert.ok(!busy.destroyed);
});

test("a connection that asks on and on before it has an answer is closed", async (t) => {
  const { connect } = await bounded(t, 10);
  const socket = await connect();
  const closed = once(socket, "close");
  socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(10));
  await closed;
});
