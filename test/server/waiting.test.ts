import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import type { FastifyReply, FastifyRequest } from "fastify";
import { limitsFor } from "../../src/server/overload.ts";
import { Waiting } from "../../src/server/waiting.ts";

/** A call of which one sees whether it was ended. */
function call(remoteAddress = "10.0.0.1") {
  const raw = {
    remoteAddress,
    isEnded: false,
    destroy: () => Object.assign(raw, { isEnded: true }),
  };
  const response = new EventEmitter();
  return {
    request: { raw: { socket: raw } } as unknown as FastifyRequest,
    reply: { raw: response } as FastifyReply,
    raw,
    response,
  };
}

const waitingWith = (limits: object) => new Waiting({ ...limitsFor(2 ** 30), ...limits });

test("a call that leaves gives its place and its bytes back, once", () => {
  const waiting = waitingWith({ inFlight: 1, inFlightBytes: 10, patienceMs: 1e9 });
  const [first, second] = [call(), call()];
  assert.ok(waiting.enter(first.request, first.reply));
  assert.ok(waiting.grow(first.request.place!, 10));
  assert.ok(!waiting.enter(second.request, second.reply));
  first.response.emit("close");
  first.response.emit("close");
  assert.ok(waiting.enter(second.request, second.reply));
  assert.ok(waiting.grow(second.request.place!, 10));
  assert.ok(!waiting.grow(second.request.place!, 1));
});

test("a call in need of room ends others, and never itself", () => {
  const waiting = waitingWith({ inFlight: 3, inFlightBytes: 10, patienceMs: 0 });
  const [first, second] = [call(), call()];
  for (const { request, reply } of [first, second]) waiting.enter(request, reply);
  assert.ok(waiting.grow(first.request.place!, 5));
  assert.ok(waiting.grow(second.request.place!, 6));
  assert.ok(first.raw.isEnded && !second.raw.isEnded);
  assert.ok(!waiting.grow(second.request.place!, 5));
  assert.ok(!second.raw.isEnded);
});

test("nobody goes who has just come", () => {
  const waiting = waitingWith({ inFlight: 1, patienceMs: 1e9 });
  const [first, second] = [call(), call()];
  waiting.enter(first.request, first.reply);
  assert.ok(!waiting.enter(second.request, second.reply));
  assert.ok(!first.raw.isEnded);
});

test("only whose answer waits to be read is ended for that", () => {
  const waiting = waitingWith({ answerMs: -1 });
  const [first, second] = [call(), call()];
  for (const { request, reply } of [first, second]) waiting.enter(request, reply);
  waiting.answered(first.request.place!);
  waiting.endUnread();
  assert.deepEqual([first.raw.isEnded, second.raw.isEnded], [true, false]);
});

test("who has the most makes room for others, however long it has waited", () => {
  const waiting = waitingWith({ inFlight: 3, inFlightBytes: 10, patienceMs: 1e9 });
  const [greedy, ...more] = [call(), call(), call()];
  for (const { request, reply } of [greedy!, ...more]) assert.ok(waiting.enter(request, reply));
  const healthy = call("10.0.0.2");
  assert.ok(waiting.enter(healthy.request, healthy.reply));
  assert.ok(greedy!.raw.isEnded && more.every(({ raw }) => !raw.isEnded));
  const another = call();
  assert.ok(!waiting.enter(another.request, another.reply), "not for its own");
});
