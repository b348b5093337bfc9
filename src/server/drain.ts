import { Server } from "node:net";
import type { FastifyInstance } from "fastify";

/**
 * Makes `app.close()` answer all that is in flight.
 *
 * Node closes "idle" keep-alive connections as soon as a server closes, and a request that has reached the kernel but
 * not yet Node counts as idle: under load that is most of them, and their callers see a reset. So at first only the
 * listening ends; each connection's next answer says `Connection: close`, and what is then still open has been silent
 * for `silenceMs` or is busy, and Fastify waits for the busy ones.
 */
export function drainOnClose(app: FastifyInstance, silenceMs = 500): void {
  let closing = false;
  // Fastify itself adds the header only to requests that begin after it started to close.
  app.addHook("onSend", (_request, reply, _payload, next) => {
    if (closing) reply.header("connection", "close");
    next();
  });
  app.addHook("preClose", async () => {
    closing = true;
    if (!app.server.listening) return;
    // The method of net.Server, since that of http.Server closes idle connections as well.
    const closed = new Promise((resolve) => Server.prototype.close.call(app.server, resolve));
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise((resolve) => {
      timer = setTimeout(resolve, silenceMs);
    });
    await Promise.race([closed, silence]);
    clearTimeout(timer);
  });
}
