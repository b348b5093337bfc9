/**
 * Overload: a request that would have to wait too long, or that does not fit into memory, is refused at once.
 * Metacontroller re-queues after Retry-After without a word, while a request it has to give up on (after 10 s unless
 * the registration says otherwise) becomes a Warning event and was answered for nothing.
 */
import underPressure from "@fastify/under-pressure";
import type { FastifyInstance, FastifyRequest, onRequestHookHandler, onSendHookHandler } from "fastify";
import { Problem } from "./problem.ts";
import type { Waiting } from "./waiting.ts";

export interface Limits {
  /** Bytes of the largest body. */
  bodyBytes: number;
  /** Bytes of heap that one body may take once it is parsed, see heap-of-body.ts. */
  heapBytes: number;
  /** Requests that may be in flight, which is from their first byte to the last of their answer. */
  inFlight: number;
  /** Bytes of bodies that may be held while they arrive. More than twice `bodyBytes`. */
  inFlightBytes: number;
  /** Milliseconds after which a request in flight gives its place to one that needs it. */
  patienceMs: number;
  /** Milliseconds in which an answer must have been read. */
  answerMs: number;
  /** Milliseconds the event loop may be late, on average over `sampleMs`, before requests are refused. */
  eventLoopDelayMs: number;
  sampleMs: number;
}

const MiB = 2 ** 20;

/**
 * The limits of a process that has this much heap, in bytes.
 *
 * Metacontroller sends every observed child whole, so tens of MB are legal. One body at a time is parsed and answered, so
 * that each may take what is free; what the loaded service takes itself is the other half of the smallest heap. Bodies
 * that are still arriving are not in the heap, but count against the container's limit, which is 96 MiB above it.
 * Metacontroller has 5 workers per controller unless set otherwise; 256 requests are a quarter of a second of work.
 */
export function limitsFor(heapBytes: number): Limits {
  const bodyBytes = Math.min(64 * MiB, Math.floor(heapBytes / 8));
  return {
    bodyBytes,
    heapBytes: Math.floor(heapBytes / 2),
    inFlight: 256,
    // The memory of a body grows by doubling, and for a moment there are both.
    inFlightBytes: 3 * bodyBytes,
    patienceMs: 1000,
    answerMs: 30_000,
    eventLoopDelayMs: 1000,
    sampleMs: 1000,
  };
}

/** Seconds; Metacontroller reads whole numbers and dates. */
const RETRY_AFTER = 1;

export class Overloaded extends Problem {
  constructor() {
    super(429, "The service has more requests than it can answer in time. Try again after a moment.", {
      headers: { "retry-after": String(RETRY_AFTER) },
    });
  }
}

/** Refuses requests to all routes of `app` while the event loop is late. */
export async function refuseWhenLate(app: FastifyInstance, limits: Limits): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: limits.eventLoopDelayMs,
    sampleInterval: limits.sampleMs,
    retryAfter: RETRY_AFTER,
    customError: Overloaded,
  });
}

/** Watches how long answers take to be read. */
export const timeAnswers =
  (waiting: Waiting): onSendHookHandler =>
  ({ place }, _reply, _payload, next) => {
    if (place) waiting.answered(place);
    next();
  };

/** Refuses requests that are too many or too large, before their body is read. */
export const refuseWhenFull =
  (waiting: Waiting, limits: Limits): onRequestHookHandler =>
  (request: FastifyRequest, reply, next) => {
    const announced = Number(request.headers["content-length"] ?? 0);
    // Answered here and not while it is read, or a caller still sending would see a reset instead of the answer.
    if (announced > limits.bodyBytes) return next(tooLarge(announced, limits));
    // Requests may have been read together with one that ended their connection.
    if (request.raw.socket.destroyed || !waiting.enter(request, reply)) return next(new Overloaded());
    next();
  };

export const tooLarge = (bytes: number, { bodyBytes }: Limits) =>
  new Problem(
    413,
    `The body has ${bytes} bytes or more; at most ${bodyBytes} are taken. With a larger heap (--max-old-space-size) it ` +
      "may be more.",
  );

export const tooDense = () =>
  new Problem(
    413,
    "The body has more objects and lists than fit into the service's memory. With a larger heap (--max-old-space-size) " +
      "it may have more.",
  );
