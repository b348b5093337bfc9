import type { Socket } from "node:net";
import { Problem, problemBody } from "./problem.ts";

/** Answers what never became a request: what is not HTTP, headers too large, a body that does not arrive in time. */
export function answerClientErrors(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const problem = toProblem(error.code);
  if (socket.writable) {
    const body = problemBody(problem);
    socket.write(
      `HTTP/1.1 ${problem.status} Refused\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  }
  socket.destroy();
}

function toProblem(code: string | undefined): Problem {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return new Problem(408, "The request did not arrive in time.");
  if (code === "HPE_HEADER_OVERFLOW") return new Problem(431, "The headers are too large.");
  return new Problem(400, "This is not an HTTP/1.1 request.");
}
