import type { ServerResponse } from "node:http";
import type { Server, Socket } from "node:net";
import { connectionsWithin } from "./open-files.ts";
import { mostGreedy } from "./share.ts";

/**
 * Of the hooks' listener and of each of the other two. Metacontroller has 5 for each controller and hook unless set
 * otherwise. Together they are fewer than there may be files.
 */
export const HOOK_CONNECTIONS = Math.min(500, Math.floor(connectionsWithin() / 2));
export const PAGE_CONNECTIONS = Math.min(100, Math.floor(connectionsWithin() / 5));

/**
 * HTTP lets a client send its next requests before it has read an answer, and their answers are kept until then. Nobody
 * does so but to do harm; a few more than one there may be, as a request can be read before it is seen that the answer
 * before it has been written.
 */
const MOST_PENDING = 4;

interface Connection {
  socket: Socket;
  caller: string;
  /** The answers that are not out yet. */
  pending: Set<ServerResponse>;
}

/**
 * Bounds how many connections a server has. With one too many, an idle one of the caller who has the most is closed, or the
 * one that has been idle longest: callers who connect and send nothing must not keep others out, nor take all the file
 * descriptors there are.
 */
export function boundConnections(server: Server, most: number): void {
  /** By their names; those that are idle longest come before others that are idle. */
  const connections = new Map<string, Connection>();

  server.on("connection", (socket: Socket) => {
    const name = nameOf(socket);
    const connection = { socket, caller: socket.remoteAddress ?? "", pending: new Set<ServerResponse>() };
    connections.set(name, connection);
    socket.once("close", () => {
      if (connections.get(name) === connection) connections.delete(name);
      // Node does not tell of the end of answers that wait for others before them.
      for (const response of connection.pending) response.destroy();
    });
    if (connections.size <= most) return;
    // The newest is idle as well, so that there is one.
    const idle = [...connections.values()].filter(({ pending }) => pending.size === 0);
    const greedy = mostGreedy(idle, () => 1, { caller: connection.caller, size: 0 });
    (greedy ?? idle[0])?.socket.destroy();
  });
  // Before Fastify's own, which answers.
  server.prependListener("request", ({ socket }, response) => {
    const name = nameOf(socket);
    const connection = connections.get(name);
    if (!connection) return;
    const { pending } = connection;
    pending.add(response);
    response.once("close", () => {
      pending.delete(response);
      if (pending.size > 0 || connections.get(name) !== connection) return;
      connections.delete(name);
      connections.set(name, connection);
    });
    if (pending.size > MOST_PENDING) socket.destroy();
  });
}

/** A request over TLS has another socket than the connection it came by. */
const nameOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;
