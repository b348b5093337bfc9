import http from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { open } from "../http.ts";
import type { Access } from "./access.ts";

/** An answer of the API server that is not a success. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly code: number;
  /** As in metav1.Status: `NotFound`, `Conflict`, `Invalid`, … */
  readonly reason: string;
  /** What the server said, without the request. */
  readonly said: string;

  constructor(request: string, code: number, body: string) {
    const { reason, message = body } = parsed(body) as { reason?: string; message?: string };
    super(`${request}: ${code} ${message}`);
    this.code = code;
    // A path that is not served is answered in plain text.
    this.reason = reason ?? (code === 404 ? "NotFound" : "Unknown");
    this.said = message;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}

const MOST_ATTEMPTS = 10;

/** Requests to the API server in one user's name, as JSON. */
export class Connection {
  readonly #access: Access;
  readonly #agent: http.Agent;

  constructor(access: Access) {
    this.#access = access;
    const { Agent } = access.server.startsWith("https:") ? https : http;
    this.#agent = new Agent({ keepAlive: true });
  }

  /** A request to any path of the API. @returns the answer, parsed where it is JSON */
  async request(
    method: string,
    path: string,
    body?: unknown,
    contentType = "application/json",
    headers: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    const response = await this.send(method, path, {
      body,
      headers: { ...headers, "content-type": contentType },
    });
    const answer = await text(response);
    return response.headers["content-type"]?.startsWith("application/json") ? JSON.parse(answer) : answer;
  }

  /** @returns a response that is a success, its body still to be read */
  async send(
    method: string,
    path: string,
    options: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal },
  ): Promise<http.IncomingMessage> {
    const { server, ca, headers } = this.#access;
    for (let attempt = 1; ; attempt++) {
      const response = await open({
        method,
        url: server + path,
        agent: this.#agent,
        headers: { accept: "application/json", ...headers, ...options.headers },
        ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
        ...(options.signal && { signal: options.signal }),
        ...(ca && { ca }),
      });
      const code = response.statusCode!;
      if (code < 300) return response;
      const body = await text(response);
      // A CRD's storage that is not ready yet, or too many requests: as client-go does, wait as long as it says.
      const wait = code === 429 && response.headers["retry-after"];
      if (!wait || attempt === MOST_ATTEMPTS) throw new ApiError(`${method} ${path}`, code, body);
      await sleep(Number(wait) * 1000);
    }
  }

  /** Ends its connections. */
  close(): void {
    this.#agent.destroy();
  }
}
