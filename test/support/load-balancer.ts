/**
 * The one address of all copies of the service, as a Kubernetes Service would be. It also remembers what was asked and
 * answered.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Parent, Status } from "../../src/metacontroller/hooks.ts";

/** One request of Metacontroller, in the order of arrival. */
export interface Call {
  /** `sync`, `finalize` or `customize` */
  hook: string;
  parent: Parent;
  /** Absent until it is answered, and where that failed. */
  answer?: { status?: Status; finalized?: boolean };
}

export class LoadBalancer {
  readonly url: string;
  readonly #calls = new Map<string, Call[]>();
  /** The URLs of the copies, which take turns. With none, connections are refused. */
  readonly copies: string[] = [];
  /** Milliseconds by which every answer is late. */
  delay = 0;
  /** Takes requests and never answers them. */
  hanging = false;
  /** Has every copy answer every request, and notes down where two differ. */
  comparing = false;
  readonly differences: string[] = [];
  readonly #server;
  #turn = 0;

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => {
      this.#handle(request, response).catch(() => request.socket.destroy());
    });
  }

  static async start(): Promise<LoadBalancer> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new LoadBalancer(server);
  }

  /** The calls about one custom resource so far. The list grows as more come in. */
  callsAbout({ kind, metadata }: Pick<Parent, "kind" | "metadata">): Call[] {
    const key = [kind, metadata.namespace, metadata.name].join("/");
    const calls = this.#calls.get(key) ?? [];
    this.#calls.set(key, calls);
    return calls;
  }

  /** The calls about everything in a namespace so far, one resource after the other. */
  callsIn(namespace: string): Call[] {
    return [...this.#calls.values()].flat().filter(({ parent }) => parent.metadata.namespace === namespace);
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, "close");
  }

  /** Ends all connections, whatever waits for an answer on them. */
  cut(): void {
    this.#server.closeAllConnections();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url!;
    const body = await buffer(request);
    const call: Call = {
      hook: path.slice(path.lastIndexOf("/") + 1),
      parent: JSON.parse(String(body)).parent,
    };
    this.callsAbout(call.parent).push(call);
    if (this.hanging) return;
    const { status, headers, text } = await this.#ask(path, body);
    if (this.delay > 0) await sleep(this.delay);
    if (status === 200) call.answer = answerOf(text);
    response.writeHead(status, headers).end(text);
  }

  async #ask(path: string, body: Buffer) {
    const turn = this.#turn++ % Math.max(this.copies.length, 1);
    const asked = this.comparing ? this.copies : this.copies.slice(turn, turn + 1);
    const [first, ...others] = await Promise.all(asked.map((url) => post(url + path, body)));
    if (!first) throw new Error("there is no copy to ask");
    for (const other of others) {
      if (!isSame(first.text, other.text)) this.differences.push(`${path}: ${first.text} and ${other.text}`);
    }
    return first;
  }
}

async function post(url: string, body: Buffer) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", body: new Uint8Array(body), headers });
  const passedOn = ["content-type", "retry-after"].flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { status: response.status, headers: Object.fromEntries(passedOn), text: await response.text() };
}

/** Of an answer, only what tests look at: the children would fill the memory. */
function answerOf(text: string): NonNullable<Call["answer"]> {
  const { status, finalized } = JSON.parse(text);
  return { ...(status && { status }), ...(finalized !== undefined && { finalized }) };
}

/**
 * Whether two answers are the same. Two copies may be asked on either side of a second's end: then times that are now
 * differ, and what is counted from now on differs by one.
 */
function isSame(one: string, other: string): boolean {
  const [{ resyncAfterSeconds: mine, ...first }, { resyncAfterSeconds: theirs, ...second }] = [
    timeless(one),
    timeless(other),
  ];
  const isAsSoon = mine === theirs || Math.abs((mine ?? Infinity) - (theirs ?? Infinity)) <= 1;
  return isAsSoon && isDeepStrictEqual(first, second);
}

const timeless = (answer: string): { resyncAfterSeconds?: number } =>
  JSON.parse(answer, (key, value) => (key === "lastTransitionTime" ? undefined : value));
