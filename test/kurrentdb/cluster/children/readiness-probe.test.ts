import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import {
  healthProbe,
  LIVENESS,
  READINESS,
  readinessProbe,
  STARTUP,
} from "../../../../src/kurrentdb/cluster/children/readiness-probe.ts";
import type { Security } from "../../../../src/kurrentdb/cluster/cluster.ts";
import { pem } from "../../../support/certificates.ts";
import { secondsToReady, secondsToUnready } from "../../../support/kubelet-probes.ts";

/** VNodeState of the server, v25.0 to v26.2, in the small letters of /info, and whether it is one of joining. */
const STATES = {
  initializing: false,
  discoverleader: false,
  unknown: false,
  prereplica: false,
  catchingup: false,
  clone: false,
  follower: true,
  preleader: false,
  leader: true,
  manager: false,
  shuttingdown: false,
  shutdown: false,
  readonlyleaderless: true,
  prereadonlyreplica: false,
  readonlyreplica: true,
  resigningleader: true,
};

/** As the server writes it (InfoController and JsonCodec): indented, the state in front of all that is nested. */
const info = (state: unknown, rest: object = {}) =>
  JSON.stringify(
    {
      dbVersion: "26.1.0",
      esVersion: "26.1.0",
      state,
      features: { projections: true, userManagement: true, atomPub: true },
      authentication: { type: "internal", properties: [] },
      ...rest,
    },
    null,
    2,
  );

interface Outcome {
  code: number | null;
  output: string;
  seconds: number;
}

/** Runs the probe as the kubelet does, which takes what comes on both outputs for the event's text. */
async function probe(security: Security["mode"], nodePort: number): Promise<Outcome> {
  const [program, ...args] = readinessProbe(security, nodePort).exec!.command!;
  const begin = performance.now();
  const nowhere = "http://127.0.0.1:1";
  const child = spawn(program!, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, http_proxy: nowhere, https_proxy: nowhere, ALL_PROXY: nowhere },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output, seconds: (performance.now() - begin) / 1000 };
}

const servers: Server[] = [];
after(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

/** A member that answers GET /info so. @returns its port */
async function member(security: Security["mode"], answer: RequestListener): Promise<number> {
  const listener: RequestListener = (request, response) =>
    request.method === "GET" && request.url === "/info"
      ? answer(request, response)
      : response.writeHead(404).end();
  const server =
    security === "TLS"
      ? createHttpsServer({ cert: pem("server.crt"), key: pem("server.key") }, listener)
      : createHttpServer(listener);
  servers.push(server as Server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

describe("the rendered command", { concurrency: 8 }, () => {
  for (const security of ["Insecure", "TLS"] as const) {
    /** What the probe says of a member that answers so. */
    const asked = async (body: string, status = 200) => {
      const port = await member(security, (_, response) =>
        response.writeHead(status, { "content-type": "application/json" }).end(body),
      );
      return probe(security, port);
    };

    for (const [state, joined] of Object.entries(STATES)) {
      test(`${security}: ${state} is ${joined ? "" : "not "}ready`, async () => {
        const { code, output } = await asked(info(state));
        assert.equal(code, joined ? 0 : 1);
        assert.equal(output, joined ? "" : `state: "${state}"\n`, "the event says the state, and no more");
      });
    }

    const elsewhere = {
      features: { leader: true, state: "leader" },
      authentication: { type: "leader", properties: [{ key: "state", value: "leader" }], state: "follower" },
    };
    for (const [what, body, ready] of [
      ["without white space it is the same", JSON.stringify(JSON.parse(info("leader"))), true],
      ["a state word elsewhere does not count", info("catchingup", elsewhere), false],
      ["nor does it in place of a state", info(undefined, elsewhere), false],
      ["nor at the end of a longer word", info("preleader", { oldstate: "leader" }), false],
      ["no state yet", info(null), false],
      ["a state without quotes", '{"state":leader,"features":{}}', false],
      ["an empty state", info(""), false],
      ["a state that is a list", info(["leader"]), false],
      ["a state among others", info("leader, follower"), false],
      ["the bare word", "leader", false],
      ["the bare word in quotes", '"leader"', false],
      ["half an answer", '{"dbVersion": "26.1.0", "state": "lea', false],
      ["a page", "<html><body>It works: leader, follower</body></html>", false],
      ["nothing", "", false],
      ["what a shell would run or expand", info("$(exit 0) `exit 0` * leader"), false],
    ] as const) {
      test(`${security}: ${what}`, async () => {
        const { code, output } = await asked(body);
        assert.equal(code === 0, ready, output);
        assert.match(
          output,
          ready ? /^$/ : /^state: [a-z"]*\n$/,
          "nothing of the answer is printed but a word",
        );
      });
    }

    for (const status of [401, 404, 500, 503]) {
      test(`${security}: a ${status} is not ready, whatever comes with it`, async () => {
        const { code, output } = await asked(info("leader"), status);
        assert.notEqual(code, 0);
        assert.match(output, new RegExp(`${status}\n$`));
        assert.doesNotMatch(output, /leader/);
      });
    }

    test(`${security}: a member that sends us elsewhere is not ready`, async () => {
      const good = await member(security, (_, response) => response.end(info("leader")));
      const port = await member(security, (_, response) =>
        response.writeHead(302, { location: `http://127.0.0.1:${good}/info` }).end(),
      );
      assert.equal((await probe(security, port)).code, 1);
    });

    for (const [what, begin] of [
      ["does not answer", ""],
      ["stops in the midst of its answer", info("leader").slice(0, 80)],
    ]) {
      test(`${security}: a member that ${what} is given up before the kubelet gives up the probe`, async () => {
        const port = await member(security, (_, response) => {
          if (begin) response.writeHead(200, { "content-length": 5000 }).write(begin);
        });
        const { code, output, seconds } = await probe(security, port);
        assert.notEqual(code, 0);
        assert.match(output, /timed out/);
        assert.ok(seconds < READINESS.timeoutSeconds, `${seconds} s`);
      });
    }

    test(`${security}: nobody listens`, async () => {
      const { code, output } = await probe(security, 1);
      assert.notEqual(code, 0);
      assert.match(output, /connect/i);
    });
  }
});

test("a member is asked by its own scheme", async () => {
  const [http, https] = await Promise.all([
    member("Insecure", (_, response) => response.end(info("leader"))),
    member("TLS", (_, response) => response.end(info("leader"))),
  ]);
  assert.notEqual((await probe("TLS", http)).code, 0);
  assert.notEqual((await probe("Insecure", https)).code, 0);
});

test("the kubelet finds nothing to replace in the command: $(NAME) and $$ mean something to it", () => {
  const text = readinessProbe("TLS", 2113).exec!.command!.join("\n");
  assert.doesNotMatch(text, /\$\$|\$\([A-Za-z_.-][\w.-]*\)/);
});

test("start and liveness ask for health, by the scheme of the members", () => {
  const path = (security: Security["mode"]) => healthProbe(security, STARTUP).httpGet;
  assert.deepEqual(path("Insecure"), { path: "/health/live", port: "node", scheme: "HTTP" });
  assert.deepEqual(path("TLS"), { path: "/health/live", port: "node", scheme: "HTTPS" });
});

describe("how long the probes take", () => {
  /** What one member takes by itself, in seconds: to stop, to be live, and to join after that. */
  const [STOP, START, JOIN] = [0.4, 4, 1];
  const own = 3 * (STOP + START + JOIN);
  /** With TLS a member is live when it has joined, without as soon as it has started. */
  const rollingRestart = (startup: typeof STARTUP | { periodSeconds: number }) =>
    [START, START + JOIN].flatMap((live) =>
      Array.from({ length: startup.periodSeconds * 20 }, (_, tick) => {
        const probes = { startup, readiness: READINESS, phase: tick / 20 };
        return 3 * (STOP + secondsToReady(probes, { live, joined: START + JOIN }));
      }),
    );

  test("a rolling restart of three takes no more than as long again as the servers themselves", (t) => {
    const [least, most] = [Math.min(...rollingRestart(STARTUP)), Math.max(...rollingRestart(STARTUP))];
    t.diagnostic(
      `rolling restart of three: ${own.toFixed(1)} s of the servers' own, ` +
        `${least.toFixed(1)} to ${most.toFixed(1)} s with the probes`,
    );
    assert.ok(most <= 2 * own && most <= 40, `${most} s`);
    // The measure can tell: this is how it was, and what was seen of it.
    assert.ok(Math.max(...rollingRestart({ periodSeconds: 10 })) > 40);
  });

  test("a member that is cut off is not ready after 10 to 15 seconds, 20 when it hangs", (t) => {
    const phases = Array.from({ length: READINESS.periodSeconds * 20 }, (_, tick) => tick / 20);
    const answering = phases.map((phase) => secondsToUnready(READINESS, phase, 0));
    const hanging = phases.map((phase) => secondsToUnready(READINESS, phase, 3));
    t.diagnostic(`cut off: ${Math.min(...answering)} to ${Math.max(...answering)} s`);
    assert.ok(Math.min(...answering) >= 10, "an election of three seconds and more passes unnoticed");
    assert.ok(Math.max(...answering) <= 15 && Math.max(...hanging) <= 20);
  });

  test("a member may start for a day, and one that hangs is restarted after a minute", () => {
    assert.equal(STARTUP.periodSeconds * STARTUP.failureThreshold, 24 * 60 * 60);
    assert.equal(LIVENESS.periodSeconds * LIVENESS.failureThreshold, 60);
  });
});
