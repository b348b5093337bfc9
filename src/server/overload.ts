/**
 * Overload: a request that would have to wait too long is refused with 429 at once, before its body is read.
 * Metacontroller re-queues after Retry-After without a word, while a request it has to give up on (after 10 s unless
 * the registration says otherwise) becomes a Warning event and was answered for nothing.
 */
import underPressure from "@fastify/under-pressure";
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from "fastify";
import { Problem } from "./problem.ts";

export interface Limits {
  /** Bytes of the largest body. */
  bodyBytes: number;
  /** Requests that may be in flight, which is from their first byte to the last of their answer. */
  inFlight: number;
  /** Bytes that all bodies in flight may have together. At least `bodyBytes`. */
  inFlightBytes: number;
  /** Milliseconds the event loop may be late, on average over `sampleMs`, before requests are refused. */
  eventLoopDelayMs: number;
  sampleMs: number;
}

const MiB = 2 ** 20;

/**
 * The limits of a process that has this much heap, in bytes.
 *
 * Metacontroller sends every observed child whole, so tens of MB are legal. A request takes about 6 times its size while
 * it is answered; the densest JSON (`[[],[],…`), which nobody sends by mistake, takes 20 times, and the largest bodies
 * that are taken at all just fit the heap that npm start gives. Metacontroller has 5 workers per controller unless set
 * otherwise; 256 requests are a quarter of a second of work.
 */
export function limitsFor(heapBytes: number): Limits {
  const fitting = Math.floor(heapBytes / 8);
  return {
    bodyBytes: Math.min(64 * MiB, fitting),
    inFlight: 256,
    inFlightBytes: Math.min(96 * MiB, fitting),
    eventLoopDelayMs: 1000,
    sampleMs: 1000,
  };
}

/** Seconds; Metacontroller reads whole numbers and dates. */
const RETRY_AFTER = 1;

class Overloaded extends Problem {
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

/** Refuses requests that are too many or too large to fit into memory together. */
export function refuseWhenFull(limits: Limits): onRequestHookHandler {
  let requests = 0;
  let bytes = 0;
  return (request: FastifyRequest, reply: FastifyReply, next) => {
    const size = announcedSize(request, limits);
    // Answered here and not by the body parser, which closes the connection: a caller still sending would then
    // see a reset instead of the answer.
    if (size > limits.bodyBytes) return next(new Problem(413, tooLarge(size, limits)));
    if (requests >= limits.inFlight || bytes + size > limits.inFlightBytes) return next(new Overloaded());
    requests += 1;
    bytes += size;
    // Comes once whether the answer was sent or the caller went away; Fastify's onResponse misses the latter.
    reply.raw.once("close", () => {
      requests -= 1;
      bytes -= size;
    });
    next();
  };
}

const tooLarge = (size: number, { bodyBytes }: Limits) =>
  `The body is ${size} bytes; at most ${bodyBytes} are taken. With a larger heap (--max-old-space-size) it may be more.`;

/** A body of unannounced length (chunked) counts as the largest. Metacontroller and curl announce it. */
function announcedSize({ headers }: FastifyRequest, limits: Limits): number {
  if (headers["transfer-encoding"] !== undefined) return limits.bodyBytes;
  return Number(headers["content-length"] ?? 0);
}
