import { Server } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/**
 * Makes `app.close()` answer all that is in flight.
 *
 * Node closes "idle" keep-alive connections as soon as a server closes, and a request that has reached the kernel but
 * not yet Node counts as idle: under load that is most of them, and their callers see a reset. So at first only the
 * listening ends; each connection's next answer says `Connection: close`, until none has sent anything for `silenceMs`.
 * Nor does it end before every answer is read: to Node, a connection whose answer is written but not yet read is idle.
 */
export function drainOnClose(app: FastifyInstance, silenceMs = 500): void {
  let closing = false;
  let arrived = 0;
  let unread = 0;
  app.addHook("onRequest", (_request, reply, next) => {
    arrived += 1;
    unread += 1;
    reply.raw.once("close", () => {
      unread -= 1;
    });
    next();
  });
  // Fastify itself adds the header only to requests that begin after it started to close.
  app.addHook("onSend", (_request, reply, _payload, next) => {
    if (closing) reply.header("connection", "close");
    next();
  });
  app.addHook("preClose", async () => {
    closing = true;
    if (!app.server.listening) return;
    const empty = new AbortController();
    // The method of net.Server, since that of http.Server closes idle connections as well.
    Server.prototype.close.call(app.server, () => empty.abort());
    let before: number;
    do {
      before = arrived;
      // Ends early, and with an error, once there is no connection left.
      await setTimeout(silenceMs, undefined, { signal: empty.signal }).catch(() => undefined);
      // A late event loop comes to its timers before it has read what arrived in the meantime.
      await setImmediate();
    } while ((arrived !== before || unread > 0) && !empty.signal.aborted);
  });
}
