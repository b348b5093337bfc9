/** Real connections, for what `inject` does not have: bytes that come late, resets, several at once. */
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { connect, type Socket } from "node:net";

export interface Reply {
  status: number;
  headers: IncomingMessage["headers"];
  body: string;
}

/** POSTs JSON to a port on loopback; over TLS when `options` has a `ca`. */
export async function post(
  port: number,
  path: string,
  body: unknown,
  options: RequestOptions & { headers?: OutgoingHttpHeaders } = {},
): Promise<Reply> {
  const text = JSON.stringify(body);
  const request = (options.ca ? httpsRequest : httpRequest)({
    host: "127.0.0.1",
    port,
    path,
    method: "POST",
    // A connection of its own, unless the test brings an agent.
    agent: false,
    ...options,
    headers: {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
      ...options.headers,
    },
  });
  request.end(text);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.setEncoding("utf8");
  let received = "";
  for await (const chunk of response) received += chunk;
  return { status: response.statusCode as number, headers: response.headers, body: received };
}

/** A connection on which a request is written by hand. */
export async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1" });
  await once(socket, "connect");
  return socket;
}

/** The head of a request whose body of `length` bytes is still to come. */
export const head = (path: string, length: number, headers = "") =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${headers}\r\n`;

/** All that comes until the other side closes. */
export async function rest(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket) text += chunk;
  return text;
}

/** What comes next, at least one chunk. */
export const next = async (socket: Socket): Promise<string> => String((await once(socket, "data"))[0]);
