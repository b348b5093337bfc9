/** The process itself: how it starts, what keeps it from starting, and how it stops while it is busy. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { describe, type TestContext, test } from "node:test";
import { controllers, operators } from "../src/operators.ts";
import { built } from "./support/built.ts";
import { pemPath } from "./support/certificates.ts";
import { head, next, open, post, rest } from "./support/sockets.ts";

const MAIN = await built("main.js");
const ANY_PORTS = { WEBHOOK_PORT: "0", METRICS_PORT: "0", HEALTH_PORT: "0" };
const [controller] = controllers;
assert.ok(controller);
const PATH = `/${controller.resource}/sync`;
const REQUEST = controller.example;

function start(t: TestContext, env: Record<string, string>): ChildProcess {
  const { PATH: path } = process.env;
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: path, ...ANY_PORTS, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => child.kill("SIGKILL"));
  return child;
}

interface Ports {
  webhook: number;
  metrics: number;
  health: number;
}

/** Starts the service and waits for the line that says where it listens. */
async function started(
  t: TestContext,
  env: Record<string, string> = {},
): Promise<{ child: ChildProcess; ports: Ports }> {
  const child = start(t, env);
  child.stderr?.pipe(process.stderr);
  for await (const line of createInterface({ input: child.stdout! })) {
    const { msg, ports } = JSON.parse(line);
    if (msg === "listening") {
      child.stdout?.resume();
      return { child, ports };
    }
  }
  throw new Error("the service ended before it listened");
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
}

test("started with free ports, it says which, and answers on all three", async (t) => {
  const { ports } = await started(t);
  const get = async (port: number, path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
  assert.equal(await get(ports.health, "/healthz"), 200);
  assert.equal(await get(ports.health, "/readyz"), 200);
  assert.equal(await get(ports.metrics, "/metrics"), 200);
  assert.equal(await get(ports.webhook, "/docs/"), 200);
  assert.equal((await post(ports.webhook, PATH, REQUEST)).status, 200);
});

test("CLUSTER_DOMAIN is in what it answers", async (t) => {
  const { ports } = await started(t, { CLUSTER_DOMAIN: "k8s.example.com" });
  const { body } = await post(ports.webhook, PATH, REQUEST);
  assert.match(body, /\.svc\.k8s\.example\.com\b/);
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`${signal} ends it with 0, although a caller keeps an idle connection`, async (t) => {
    const { child, ports } = await started(t);
    const agent = new Agent({ keepAlive: true });
    t.after(() => agent.destroy());
    await post(ports.webhook, PATH, REQUEST, { agent });
    child.kill(signal);
    assert.equal(await exitCode(child), 0);
  });
}

test("told to stop, it is not ready and accepts nobody, but answers the request whose body is still coming", async (t) => {
  const { child, ports } = await started(t);
  const body = JSON.stringify(REQUEST);
  const socket = await open(ports.webhook);
  socket.write(head(PATH, body.length, "Expect: 100-continue\r\n"));
  assert.match(await next(socket), /^HTTP\/1.1 100/);
  socket.write(body.slice(0, 10));

  child.kill("SIGTERM");
  const ready = async () => (await fetch(`http://127.0.0.1:${ports.health}/readyz`)).status;
  while ((await ready()) !== 503);
  await assert.rejects(once(connect(ports.webhook, "127.0.0.1"), "connect"), /ECONNREFUSED/);

  socket.write(body.slice(10));
  const answer = await rest(socket);
  assert.match(answer, /^HTTP\/1.1 200/);
  assert.match(answer, /connection: close/i);
  assert.equal(await exitCode(child), 0);
});

test("stopped under load, it answers every request that reached it", async (t) => {
  const { child, ports } = await started(t);
  const callers = 50;
  let answered = 0;
  let connected = 0;
  const failures: string[] = [];

  async function caller() {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let calls = 0; ; calls++) {
      try {
        const { status } = await post(ports.webhook, PATH, REQUEST, { agent });
        // On a busy machine its event loop is late, and 429 is an answer.
        if (status === 200 || status === 429) answered += 1;
        else failures.push(String(status));
        // Once all are connected: the kernel resets what it accepted and the service never saw.
        if (calls === 0) connected += 1;
        if (connected === callers && !child.killed) child.kill("SIGTERM");
      } catch (error) {
        // Nobody listens any more: this request never reached the service.
        const { code } = error as NodeJS.ErrnoException;
        if (code !== "ECONNREFUSED") failures.push(String(code));
        return agent.destroy();
      }
    }
  }
  await Promise.all(Array.from({ length: callers }, caller));
  assert.deepEqual(failures, []);
  assert.ok(answered >= callers);
  assert.equal(await exitCode(child), 0);
});

describe("what keeps it from starting is said in one line", () => {
  async function fails(t: TestContext, env: Record<string, string>, message: RegExp) {
    const child = start(t, env);
    let said = "";
    child.stderr?.on("data", (chunk) => {
      said += chunk;
    });
    await once(child, "close");
    assert.equal(child.exitCode, 1);
    assert.match(said, message);
    assert.equal(said.trim().split("\n").length, 1, said);
  }

  test("a wrong port", (t) =>
    fails(t, { WEBHOOK_PORT: "99999" }, /^stream-operators: WEBHOOK_PORT must be a port/));
  test("an unknown operator", (t) =>
    fails(t, { OPERATORS: "nope" }, new RegExp(`"nope"; there are: .*${operators[0]!.name}`)));
  test("an unreadable file", (t) =>
    fails(t, { AUTH_TOKEN_FILE: "/nowhere" }, /AUTH_TOKEN_FILE \/nowhere cannot be read/));
  test("an address that is not here", (t) =>
    fails(t, { HOST: "192.0.2.1" }, /HOST 192\.0\.2\.1, .*EADDRNOTAVAIL/));
  test("a key that is not the certificate's", (t) =>
    fails(
      t,
      { TLS_CERT_FILE: pemPath("server.crt"), TLS_KEY_FILE: pemPath("client.key") },
      /do not go together/,
    ));
  test("a port in use", async (t) => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    t.after(() => other.close());
    const { port } = other.address() as AddressInfo;
    await fails(t, { METRICS_PORT: String(port) }, new RegExp(`METRICS_PORT ${port}: the port is in use`));
  });
});
