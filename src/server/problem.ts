/**
 * Errors as callers see them: RFC 9457 problem details. Metacontroller puts an error's body into a Warning event on
 * the custom resource, so it is written for the person who reads `kubectl describe`, and has no stack in it and nothing
 * of what was sent beside the names of fields.
 */
import { STATUS_CODES } from "node:http";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { FieldError } from "../schema/first-errors.ts";

interface ProblemOptions {
  /** Which fields of the body are wrong, and how. */
  errors?: FieldError[];
  headers?: Record<string, string>;
  cause?: unknown;
}

/** An error that knows its answer. */
export class Problem extends Error {
  readonly errors: FieldError[];
  readonly headers: Record<string, string>;

  constructor(
    /** The HTTP status. */
    readonly status: number,
    /** One or two sentences for people. */
    readonly detail: string,
    { errors = [], headers = {}, cause }: ProblemOptions = {},
  ) {
    super(detail, { cause });
    this.errors = errors;
    this.headers = headers;
  }
}

const PROBLEM_JSON = "application/problem+json; charset=utf-8";

/**
 * The body of a problem as JSON. The same problem has the same body, since Kubernetes counts equal events as one; the
 * request's id goes beside it, as a header.
 */
export const problemBody = ({ status, detail, errors }: Problem): string =>
  JSON.stringify({
    type: "about:blank",
    title: STATUS_CODES[status],
    status,
    detail,
    ...(errors.length > 0 && {
      errors: errors.map(({ path, message }) => ({ field: path, detail: message })),
    }),
  });

/** The one place where errors become answers. Whoever logs finds what happened in `request.failure`. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const problem = toProblem(error, request.body);
  request.failure = problem;
  reply
    .code(problem.status)
    .headers({ ...problem.headers, "x-request-id": request.id })
    .type(PROBLEM_JSON)
    .send(problemBody(problem));
}

/** @param body the request's, if it got as far as being read */
export function toProblem(error: FastifyError, body?: unknown): Problem {
  if (error instanceof Problem) return error;
  switch (error.code) {
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new Problem(415, "Send the request as JSON, with Content-Type: application/json.");
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new Problem(413, "The body is larger than this service takes.");
  }
  const { statusCode = 500 } = error;
  if (statusCode >= 400 && statusCode < 500) return new Problem(statusCode, error.message);
  if (error instanceof RangeError && isDeeperThan(DEEPEST, body)) {
    return new Problem(400, `The body is nested more than ${DEEPEST} levels deep.`, { cause: error });
  }
  return new Problem(500, "The service failed to answer, and nothing was changed. Its log says why.", {
    cause: error,
  });
}

/** Far deeper than any Kubernetes object, far from where a recursive function runs out of stack. */
const DEEPEST = 500;

/**
 * Only asked once a stack has overflowed, so that ordinary requests do not pay for it. Goes level by level, because
 * a recursive function would overflow as well.
 */
function isDeeperThan(levels: number, value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
  return false;
}

declare module "fastify" {
  interface FastifyRequest {
    /** What the request was refused for, if it was. */
    failure: Problem | undefined;
  }
}
