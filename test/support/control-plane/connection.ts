import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";

/** Where the API is and who asks. */
export interface Access {
  /** `https://127.0.0.1:6443` */
  server: string;
  /** The certificates to trust, in PEM. None for plain HTTP. */
  ca?: string;
  /** Say who asks: `authorization`, or those of impersonation. */
  headers: Readonly<Record<string, string | string[]>>;
}

/** An answer of the API server that is not a success. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly code: number;
  /** As in metav1.Status: `NotFound`, `Conflict`, `Invalid`, … */
  readonly reason: string;

  constructor(request: string, code: number, body: string) {
    const { reason = "Unknown", message = body } = parsed(body) as { reason?: string; message?: string };
    super(`${request}: ${code} ${message}`);
    this.code = code;
    this.reason = reason;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}

/** Requests to the API server in one user's name, as JSON. */
export class Connection {
  readonly #access: Access;
  readonly #agent: http.Agent;

  constructor(access: Access) {
    this.#access = access;
    this.#agent = access.server.startsWith("https:")
      ? new https.Agent({ keepAlive: true, ca: access.ca })
      : new http.Agent({ keepAlive: true });
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
    const { headers, signal } = options;
    const body = options.body === undefined ? undefined : JSON.stringify(options.body);
    // Node says no length for the body of a DELETE, and the server takes that body for the next request.
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const { request } = this.#access.server.startsWith("https:") ? https : http;
    const sent = request(`${this.#access.server}${path}`, {
      method,
      agent: this.#agent,
      headers: { accept: "application/json", ...length, ...this.#access.headers, ...headers },
      ...(signal && { signal }),
    });
    // An error that comes after the response is also one of the response, where somebody reads it.
    sent.on("error", () => {});
    sent.end(body);
    const [response] = (await once(sent, "response")) as [http.IncomingMessage];
    const code = response.statusCode!;
    if (code >= 300) throw new ApiError(`${method} ${path}`, code, await text(response));
    return response;
  }

  /** Ends its connections. */
  close(): void {
    this.#agent.destroy();
  }
}
