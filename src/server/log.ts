import { type DestinationStream, type Logger, pino } from "pino";
import { Problem } from "./problem.ts";

/**
 * The service's log: JSON, one object a line, to standard output.
 *
 * @param level one of pino's
 * @param destination instead of standard output; for tests
 */
export const createLog = (level: string, destination?: DestinationStream): Logger =>
  pino(
    {
      level,
      // Kubernetes knows the process and the host; "info" needs no table to be read.
      base: null,
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError },
      // Nothing here logs headers. Should a plugin ever do so, this stays out.
      redact: ["headers.authorization", "req.headers.authorization"],
    },
    ...(destination ? [destination] : []),
  );

/** An error as far as it may be logged: none of the fields that libraries hang onto errors. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  // A stack says where we failed. When it was the caller who failed, it says nothing.
  if (error instanceof Problem && error.status < 500) return { type: "Problem", message: error.message };
  const { name: type, stack = "" } = error;
  const code = (error as NodeJS.ErrnoException).code;
  // V8 quotes the text that is not JSON, and that may be the content of a Secret.
  const message = error instanceof SyntaxError ? "(not logged: may quote what was parsed)" : error.message;
  return { type, message, ...(code !== undefined && { code }), stack: stack.replace(error.message, message) };
}
