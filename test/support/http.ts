/** One HTTP request over node's own client, which unlike fetch takes a certificate authority. */
import * as http from "node:http";
import * as https from "node:https";

export interface Trust {
  /** PEM certificates to verify the server with, instead of the system's. */
  ca?: string;
  /** PEM client certificate and key, for mutual TLS. */
  cert?: string;
  key?: string;
}

export interface HttpRequest extends Trust {
  method: string;
  url: string | URL;
  headers?: Record<string, string | string[]>;
  body?: string;
  /** Milliseconds without an answer after which the request fails. */
  timeout?: number;
  signal?: AbortSignal;
  /** Holds the connections. Without it they are shared by all requests. */
  agent?: http.Agent;
}

export interface HttpAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

const agents = {
  "http:": new http.Agent({ keepAlive: true }),
  "https:": new https.Agent({ keepAlive: true }),
};

/** Sends the request and resolves once the answer's head is there; its body is still to be read. */
export function open(request: HttpRequest): Promise<http.IncomingMessage> {
  const { method, headers = {}, body, timeout, signal, ca, cert, key } = request;
  const url = new URL(request.url);
  const client = url.protocol === "https:" ? https : http;
  const agent = request.agent ?? agents[url.protocol as keyof typeof agents];
  return new Promise((resolve, reject) => {
    const sent = client.request(url, { method, agent, headers, signal, ca, cert, key });
    let isAnswered = false;
    sent.on("error", (error) => {
      // It is also one of the answer, where somebody reads that.
      if (isAnswered) return;
      // A kept-alive connection may be closed by the server just as it is used again.
      const closed = "code" in error && error.code === "ECONNRESET";
      if (closed && sent.reusedSocket) open(request).then(resolve, reject);
      else reject(error);
    });
    sent.on("response", (answer) => {
      isAnswered = true;
      resolve(answer);
    });
    if (timeout) {
      sent.setTimeout(timeout, () => sent.destroy(new Error(`no answer within ${timeout / 1000} s`)));
    }
    // Node says no length for the body of a DELETE, and the API server takes that body for the next request.
    if (body !== undefined) sent.setHeader("Content-Length", Buffer.byteLength(body));
    sent.end(body);
  });
}

/** Sends the request and reads the whole answer, whatever its status. */
export async function send(request: HttpRequest): Promise<HttpAnswer> {
  const answer = await open(request);
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}
