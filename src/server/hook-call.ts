/** What is known about each hook call from outside: its one line in the log and its numbers in the metrics. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { CustomizeResponse, FinalizeResponse, SyncResponse } from "../metacontroller/hooks.ts";
import { shortened } from "../schema/shortened.ts";
import type { HookOf } from "./hook.ts";
import type { Metrics, Outcome } from "./metrics.ts";
import { describeChange, type StatusChange, statusChange } from "./status-change.ts";

export type Answer = SyncResponse | FinalizeResponse | CustomizeResponse;

declare module "fastify" {
  interface FastifyRequest {
    /** What the hook answered, once it has. */
    answer: Answer | undefined;
    /** What is told of the call once its answer is on its way. */
    told: Told | undefined;
  }
}

/** What is kept of a call while its caller reads the answer; the request and the answer may be large. */
interface Told {
  parent: ReturnType<typeof nameOf>;
  isStalled: boolean;
  isFinalized: boolean;
  /** How many children were asked for; of a hook that answers with children. */
  children?: number;
  change?: StatusChange | undefined;
}

/** Watches the hook calls of `app` from their headers to the end of their answers. To be added before any other hook. */
export function observeCalls(app: FastifyInstance, metrics: Metrics, log: Logger): void {
  app.decorateRequest("answer", undefined);
  app.decorateRequest("told", undefined);
  app.addHook("onSend", (request, _reply, _payload, next) => {
    request.told = telling(request);
    request.body = undefined;
    request.answer = undefined;
    next();
  });
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
  const { told } = request;
  metrics.inFlight.dec();
  metrics.requests.inc({ ...which, outcome });
  metrics.seconds.observe(which, seconds);
  const bytes = Number(request.headers["content-length"]);
  if (!Number.isNaN(bytes)) metrics.requestBytes.observe(which, bytes);
  if (told?.children !== undefined) metrics.children.observe(which, told.children);
  if (outcome === "invalid_spec") metrics.invalidSpecs.inc({ operator: which.operator });
}

const OUTCOME_OF_STATUS: Record<number, Outcome> = {
  401: "unauthorized",
  413: "too_large",
  415: "unsupported_media_type",
  429: "overloaded",
};

function outcomeOf({ told }: FastifyRequest, statusCode: number): Outcome {
  if (statusCode >= 500) return "error";
  if (statusCode >= 400) return OUTCOME_OF_STATUS[statusCode] ?? "bad_request";
  return told?.isStalled ? "invalid_spec" : "ok";
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
  const { failure, told } = request;
  const line = {
    ...which,
    ...told?.parent,
    outcome,
    durationMs: Math.round(milliseconds * 1000) / 1000,
    requestId: request.id,
  };
  if (outcome === "aborted") log.warn(line, "caller went away before the answer was sent");
  else if (outcome === "error") log.error({ ...line, err: failure?.cause ?? failure }, "hook failed");
  else if (failure) log.warn({ ...line, err: failure }, "hook call refused");
  else if (told?.children === undefined) log.debug(line, "answered");
  else {
    const { children, change, isFinalized } = told;
    if (isFinalized) log.info({ ...line, children, ...change }, "finalized");
    else if (change) log.info({ ...line, children, ...change }, describeChange(change));
    else log.debug({ ...line, children }, "unchanged");
  }
}

function telling({ body, answer }: FastifyRequest): Told {
  const parent = parentIn(body);
  return {
    parent: nameOf(parent),
    isStalled: answer !== undefined && isStalled(answer),
    isFinalized: answer !== undefined && "finalized" in answer && answer.finalized,
    ...(answer &&
      "children" in answer && {
        children: answer.children.length,
        change: statusChange(parent?.status, answer.status),
      }),
  };
}

/** The custom resource in a body, which may be anything, since a refused one is logged too. */
const parentIn = (body: unknown) =>
  (body as { parent?: { metadata?: Record<string, unknown>; status?: unknown } } | null | undefined)?.parent;

const nameOf = (parent: ReturnType<typeof parentIn>) => {
  const { namespace, name, uid, generation } = parent?.metadata ?? {};
  return {
    namespace: short(namespace),
    name: short(name),
    uid: short(uid),
    generation: number(generation),
  };
};

/** Names in Kubernetes have 253 characters at most; a longer one is not worth its place in the log. */
const short = (value: unknown) => (typeof value === "string" ? shortened(value, 253) : undefined);
const number = (value: unknown) => (typeof value === "number" ? value : undefined);
