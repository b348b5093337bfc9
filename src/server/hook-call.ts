/** What is known about each hook call from outside: its one line in the log and its numbers in the metrics. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { CustomizeResponse, FinalizeResponse, SyncResponse } from "../metacontroller/hooks.ts";
import { shortened } from "../schema/shortened.ts";
import type { HookOf } from "./hook.ts";
import type { Metrics, Outcome } from "./metrics.ts";
import { describeChange, statusChange } from "./status-change.ts";

export type Answer = SyncResponse | FinalizeResponse | CustomizeResponse;

declare module "fastify" {
  interface FastifyRequest {
    /** What the hook answered, once it has. */
    answer: Answer | undefined;
  }
}

/** Watches the hook calls of `app` from their headers to the end of their answers. To be added before any other hook. */
export function observeCalls(app: FastifyInstance, metrics: Metrics, log: Logger): void {
  app.decorateRequest("answer", undefined);
  app.addHook("onRequest", (request, reply, next) => {
    const { hookOf } = request.routeOptions.config;
    if (!hookOf) return next();
    const started = performance.now();
    let sent = false;
    metrics.inFlight.inc();
    reply.raw.once("finish", () => {
      sent = true;
    });
    // Comes once whether the answer was sent or the caller went away; Fastify's onResponse misses the latter.
    reply.raw.once("close", () => {
      const outcome = sent ? outcomeOf(request, reply.statusCode) : "aborted";
      const milliseconds = performance.now() - started;
      count(request, hookOf, outcome, milliseconds / 1000, metrics);
      write(log, request, hookOf, outcome, milliseconds);
    });
    next();
  });
}

function count(
  request: FastifyRequest,
  which: HookOf,
  outcome: Outcome,
  seconds: number,
  metrics: Metrics,
): void {
  const { answer } = request;
  metrics.inFlight.dec();
  metrics.requests.inc({ ...which, outcome });
  metrics.seconds.observe(which, seconds);
  const bytes = Number(request.headers["content-length"]);
  if (!Number.isNaN(bytes)) metrics.requestBytes.observe(which, bytes);
  if (answer && "children" in answer) metrics.children.observe(which, answer.children.length);
  if (outcome === "invalid_spec") metrics.invalidSpecs.inc({ operator: which.operator });
}

const OUTCOME_OF_STATUS: Record<number, Outcome> = {
  401: "unauthorized",
  413: "too_large",
  415: "unsupported_media_type",
  429: "overloaded",
};

function outcomeOf({ answer }: FastifyRequest, statusCode: number): Outcome {
  if (statusCode >= 500) return "error";
  if (statusCode >= 400) return OUTCOME_OF_STATUS[statusCode] ?? "bad_request";
  return answer && isStalled(answer) ? "invalid_spec" : "ok";
}

const isStalled = (answer: Answer) =>
  "status" in answer &&
  answer.status.conditions.some(({ type, status }) => type === "Stalled" && status === "True");

function write(
  log: Logger,
  request: FastifyRequest,
  which: HookOf,
  outcome: Outcome,
  milliseconds: number,
): void {
  const { failure, answer } = request;
  const parent = received(request.body);
  const line = {
    ...which,
    namespace: parent.namespace,
    name: parent.name,
    uid: parent.uid,
    generation: parent.generation,
    outcome,
    durationMs: Math.round(milliseconds * 1000) / 1000,
    requestId: request.id,
  };
  if (outcome === "aborted") log.warn(line, "caller went away before the answer was sent");
  else if (outcome === "error") log.error({ ...line, err: failure?.cause ?? failure }, "hook failed");
  else if (failure) log.warn({ ...line, err: failure }, "hook call refused");
  else if (!answer || !("children" in answer)) log.debug(line, "answered");
  else {
    const change = statusChange(parent.status, answer.status);
    const finalized = "finalized" in answer && answer.finalized;
    const children = answer.children.length;
    if (finalized) log.info({ ...line, children, ...change }, "finalized");
    else if (change) log.info({ ...line, children, ...change }, describeChange(change));
    else log.debug({ ...line, children }, "unchanged");
  }
}

/** The custom resource as the body names it. The body may be anything, since a refused one is logged too. */
function received(body: unknown) {
  const { metadata, status } = (
    body as { parent?: { metadata?: Record<string, unknown>; status?: unknown } } | null
  )?.parent ?? { metadata: {} };
  const { namespace, name, uid, generation } = metadata ?? {};
  return {
    namespace: short(namespace),
    name: short(name),
    uid: short(uid),
    generation: number(generation),
    status,
  };
}

/** Names in Kubernetes have 253 characters at most; a longer one is not worth its place in the log. */
const short = (value: unknown) => (typeof value === "string" ? shortened(value, 253) : undefined);
const number = (value: unknown) => (typeof value === "number" ? value : undefined);
