import Fastify, { type FastifyInstance } from "fastify";
import type { Registry } from "prom-client";

/** GET /healthz: the process lives. GET /readyz: it can answer hooks. No token: the kubelet has none. */
export function buildHealth(unready: () => string | undefined): FastifyInstance {
  const app = Fastify({ exposeHeadRoutes: true });
  app.get("/healthz", () => "ok\n");
  app.get("/readyz", (_request, reply) => {
    const reason = unready();
    return reason === undefined ? "ok\n" : reply.code(503).send(`not ready: ${reason}\n`);
  });
  return app;
}

/** GET /metrics, for Prometheus. */
export function buildMetricsPage(registry: Registry): FastifyInstance {
  const app = Fastify();
  app.get("/metrics", async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  return app;
}
