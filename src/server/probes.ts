import Fastify, { type FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import { boundConnections, PAGE_CONNECTIONS } from "./connections.ts";

/** Whoever asks here sends a line and waits for a page; a connection on which nothing comes is closed within seconds. */
function page(options: object = {}): FastifyInstance {
  const app = Fastify({
    ...options,
    http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000 },
    requestTimeout: 5_000,
    // Without it, whoever does not read keeps the page in memory.
    connectionTimeout: 90_000,
    bodyLimit: 1_000,
  });
  boundConnections(app.server, PAGE_CONNECTIONS);
  return app;
}

/** GET /healthz: the process lives. GET /readyz: it can answer hooks. No token: the kubelet has none. */
export function buildHealth(unready: () => string | undefined): FastifyInstance {
  const app = page({ exposeHeadRoutes: true });
  app.get("/healthz", () => "ok\n");
  app.get("/readyz", (_request, reply) => {
    const reason = unready();
    return reason === undefined ? "ok\n" : reply.code(503).send(`not ready: ${reason}\n`);
  });
  return app;
}

/** GET /metrics, for Prometheus. */
export function buildMetricsPage(registry: Registry): FastifyInstance {
  const app = page();
  app.get("/metrics", async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  return app;
}
