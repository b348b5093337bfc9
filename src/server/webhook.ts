import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { SecureContextOptions } from "node:tls";
import { getHeapStatistics } from "node:v8";
import Fastify, { type FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Operator } from "../controller/controller.ts";
import type { Platform } from "../controller/platform.ts";
import { requireBearer } from "./bearer.ts";
import { answerClientErrors } from "./client-error.ts";
import { boundConnections, HOOK_CONNECTIONS } from "./connections.ts";
import { addDocumentation } from "./documentation.ts";
import { drainOnClose } from "./drain.ts";
import { observeCalls } from "./hook-call.ts";
import { addHookRoutes, explainOtherRequests } from "./hook-routes.ts";
import { takeJsonOnly } from "./json-body.ts";
import type { Metrics } from "./metrics.ts";
import { type Limits, limitsFor, refuseWhenFull, refuseWhenLate, timeAnswers } from "./overload.ts";
import { answerError } from "./problem.ts";
import { Waiting } from "./waiting.ts";

export interface WebhookOptions {
  metrics: Metrics;
  log: Logger;
  /** What the Kubernetes cluster is, where it is not what nearly every one is. */
  platform?: Platform;
  /** Certificate and key for HTTPS; with `ca`, callers must show a certificate that it signed. Without, plain HTTP. */
  tls?: SecureContextOptions;
  /** Gives the bearer tokens of which callers must send one. Without, none is needed. */
  tokens?: () => readonly string[];
  limits?: Partial<Limits>;
  /** Milliseconds a request may take to arrive whole. */
  requestTimeoutMs?: number;
  /** RFC 3339 time in UTC, to the second. */
  now?: () => string;
}

/** The only place where the service reads a clock for an answer. */
const clock = () => `${new Date().toISOString().slice(0, 19)}Z`;

/** The webhook, ready to listen or to be injected with requests. */
export async function buildWebhook(
  operators: readonly Operator[],
  options: WebhookOptions,
): Promise<FastifyInstance> {
  const { metrics, log, platform, tls, tokens, requestTimeoutMs = 30_000, now = clock } = options;
  const limits = { ...limitsFor(getHeapStatistics().heap_size_limit), ...options.limits };
  // Without Fastify's own log: each hook call writes one line that has everything, and a logger for each request
  // would be for nothing.
  const app: FastifyInstance = Fastify({
    ...transport(tls, requestTimeoutMs),
    bodyLimit: limits.bodyBytes,
    requestTimeout: requestTimeoutMs,
    // Longer than the 90 s after which Metacontroller's client (Go) drops an idle connection. The side that closes
    // first should be the one that sends, or a request may meet a connection that is just being closed.
    keepAliveTimeout: 120_000,
    // An orderly stop answers what still arrives; 503 would become a Warning event.
    return503OnClosing: false,
    genReqId: requestId,
    requestIdHeader: false,
    exposeHeadRoutes: false,
    clientErrorHandler: answerClientErrors,
    frameworkErrors: answerError,
  });

  boundConnections(app.server, HOOK_CONNECTIONS);
  const waiting = new Waiting(limits);
  const sweep = setInterval(() => waiting.endUnread(), Math.min(5_000, limits.answerMs)).unref();
  app.addHook("onClose", async () => clearInterval(sweep));
  app.decorateRequest("place", undefined);
  takeJsonOnly(app, { limits, waiting });
  app.decorateRequest("failure", undefined);
  app.setErrorHandler(answerError);
  drainOnClose(app);
  explainOtherRequests(app, operators);
  addDocumentation(app, { operators, needsToken: tokens !== undefined });
  await app.register(async (hooks) => {
    observeCalls(hooks, metrics, log);
    await refuseWhenLate(hooks, limits);
    hooks.addHook("onSend", timeAnswers(waiting));
    const gates = [...(tokens ? [await requireBearer(hooks, tokens)] : []), refuseWhenFull(waiting, limits)];
    addHookRoutes(hooks, { operators, gates, now, platform });
  });
  return app;
}

function transport(tls: SecureContextOptions | undefined, requestTimeoutMs: number) {
  const timeouts = {
    // Node takes the larger of the two for the whole request, and the one for headers is a minute.
    headersTimeout: requestTimeoutMs,
    // Node looks for late requests only every 30 s unless set otherwise.
    connectionsCheckingInterval: Math.min(5_000, requestTimeoutMs),
  };
  if (!tls) return { http: timeouts };
  // Node waits two minutes for a handshake unless told otherwise.
  return {
    https: {
      ...secureContext(tls),
      ...timeouts,
      handshakeTimeout: 10_000,
      requestCert: tls.ca !== undefined,
    },
  };
}

/** What every TLS connection has to keep to, under the first certificate and under its successors. */
export const secureContext = (tls: SecureContextOptions): SecureContextOptions => ({
  ...tls,
  minVersion: "TLSv1.2",
});

/** Takes over the id a proxy gave the request, if it is one that is safe to copy into logs and answers. */
function requestId({ headers }: Pick<IncomingMessage, "headers">): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && /^[\w.:-]{1,100}$/.test(given) ? given : randomUUID();
}
