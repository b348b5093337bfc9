/**
 * The image without a container engine: exactly the files it would hold, run as its user on a read-only root, with as
 * much memory and CPU as each installation gives it, under load.
 */
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, describe, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import { operators } from "../../src/operators.ts";
import { observedRequest } from "../bench/observed.ts";
import { cgroupsMissing, createCgroup } from "./cgroup.ts";
import { copyOf, dockerfile, image, run, runMissing, stage } from "./image.ts";
import { type Installation, installations } from "./installations.ts";
import { kustomize, skip as kustomizeMissing, objectsOf, theOnly } from "./kustomize.ts";

const folder = mkdtempSync(join(tmpdir(), "image-"));
after(() => rmSync(folder, { recursive: true }));
const root = join(folder, "root");
const skipStage = process.platform !== "linux" && "the image is staged on Linux only";
if (!skipStage) stage(root);

test("the Dockerfile's image is what the staging script writes, and nothing else", () => {
  const [, last] = dockerfile.split(/^FROM scratch$/m);
  assert.deepEqual(last!.match(/^(COPY|ADD|RUN) .*$/gm), ["COPY --from=build /image /"]);
  assert.match(dockerfile, /^FROM node:24\.[\d.]+-\S+@sha256:[0-9a-f]{64} AS build$/m);
});

test("it holds Node, its libraries, the service and its bill of materials", { skip: skipStage }, () => {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    (one) => !one.isDirectory(),
  );
  const others = files
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length))
    .filter((path) => !/^\/lib(64)?\/.*\.so(\.\d+)*$|^\/app\/(dist|node_modules)\//.test(path));
  assert.deepEqual(others.sort(), [
    "/app/LICENSE",
    "/app/package.json",
    "/app/sbom.cdx.json",
    "/etc/group",
    "/etc/passwd",
    "/usr/local/bin/node",
  ]);
});

test("the bill of materials names each package that is there, and no other", { skip: skipStage }, () => {
  const { components } = JSON.parse(readFileSync(join(root, "app/sbom.cdx.json"), "utf8"));
  const named = components.map(
    ({ group, name, version }: Record<string, string>) => `${group ? `${group}/` : ""}${name}@${version}`,
  );
  const modules = join(root, "app/node_modules");
  const present = readdirSync(modules, { recursive: true, encoding: "utf8" })
    .filter((path) => /^((.*\/)?node_modules\/)?(@[^/]+\/)?[^/@][^/]*\/package\.json$/.test(path))
    .map((path) => JSON.parse(readFileSync(join(modules, path), "utf8")))
    .map(({ name, version }) => `${name}@${version}`);
  assert.deepEqual([...new Set(named)].sort(), [...new Set(present)].sort());
});

test("the same sources give the same bytes", { skip: skipStage }, () => {
  const again = join(folder, "again");
  stage(again);
  const digest = (of: string) =>
    execFileSync("sh", ["-c", 'tar --sort=name -cf - -C "$1" . | sha256sum', "sh", of], { encoding: "utf8" });
  assert.equal(digest(again), digest(root));
});

const skip = skipStage || kustomizeMissing || runMissing() || cgroupsMissing();

describe("as a pod, under load", { concurrency: true, skip }, () => {
  for (const installation of installations) {
    const { folder, cpu, memoryLimit } = installation;
    test(`${folder}: ${cpu} CPU and ${memoryLimit} are enough`, (t) => underLoad(t, installation));
  }
});

async function underLoad(t: TestContext, installation: Installation) {
  const { operator: name, cpu, memoryLimit } = installation;
  const deployment = theOnly(objectsOf(await kustomize(installation.folder)), "Deployment");
  const [container] = deployment.spec.template.spec.containers;
  const limits = {
    cpu: Number.parseInt(cpu, 10) / 1000,
    memoryBytes: Number.parseInt(memoryLimit, 10) * 2 ** 20,
  };
  // Of CPU it may have as much as it wants, but can count on no more than what it asked for.
  const group = createCgroup(`stream-operators-${randomUUID()}`, limits);
  const ports = {
    WEBHOOK_PORT: await freePort(),
    METRICS_PORT: await freePort(),
    HEALTH_PORT: await freePort(),
  };
  const env = Object.fromEntries(
    container.env.map((variable: { name: string; value: string }) => [variable.name, variable.value]),
  );
  const own = copyOf(root, join(folder, basename(installation.folder)));
  const began = Date.now();
  const service = run(own, { ...env, ...ports, HOST: "127.0.0.1" }, group.entrances);
  t.after(async () => {
    if (service.kill("SIGKILL")) await once(service, "exit");
    group.remove();
  });

  const { periodSeconds, failureThreshold } = container.startupProbe;
  await answering(service, `http://127.0.0.1:${ports.HEALTH_PORT}/readyz`, periodSeconds * failureThreshold);
  const startSeconds = (Date.now() - began) / 1000;
  assertPowerless(service.pid!);

  const url = `http://127.0.0.1:${ports.WEBHOOK_PORT}`;
  const slow = await load(service, url, name, 2);
  group.unthrottle();
  const fast = await load(service, url, name, 1);

  const tooLarge = new Uint8Array(limits.memoryBytes / 4);
  const { status } = await fetch(hook(url, name), { method: "POST", headers: JSON_BODY, body: tooLarge });
  assert.equal(
    status,
    413,
    "a body that would not fit into the heap is refused, and does not end the process",
  );

  // What the kubelet runs first when it stops a pod counts against the pod's memory.
  const preStop = run(own, env, group.entrances, container.lifecycle.preStop.exec.command);
  assert.deepEqual(await once(preStop, "exit"), [0, null]);
  const stopping = Date.now();
  service.kill("SIGTERM");
  const [code] = await once(service, "exit");
  assert.equal(code, 0);
  assert.equal(group.kills(), 0);
  const peak = (group.peak() / 2 ** 20).toFixed(0);
  t.diagnostic(`up after ${startSeconds.toFixed(1)} s; with ${cpu} CPU, ${slow}; with all there is, ${fast}`);
  t.diagnostic(`${peak} MiB at most, page cache included; down after ${Date.now() - stopping} ms`);
}

const JSON_BODY = { "content-type": "application/json" };

const operatorNamed = (name: string) => operators.find((one) => one.name === name)!.controllers[0]!;
const hook = (url: string, name: string) => `${url}/${operatorNamed(name).resource}/sync`;

/** As much as Metacontroller can ask. @returns how it went */
async function load(service: ChildProcess, url: string, name: string, seconds: number): Promise<string> {
  const body = JSON.stringify(observedRequest(operatorNamed(name)));
  const { latency, errors, duration, statusCodeStats, ...codes } = await autocannon({
    url: hook(url, name),
    method: "POST",
    headers: JSON_BODY,
    body,
    connections: 5, // Metacontroller's workers.
    duration: seconds,
    timeout: 30,
  });
  assert.equal(service.exitCode ?? service.signalCode, null);
  // A pod with a twentieth of a core may be asked for more than it can do in time. It says so then, and Metacontroller
  // comes back after Retry-After; any other answer than these two would be a failure.
  const refused = statusCodeStats?.["429"]?.count ?? 0;
  assert.deepEqual(
    { errors, "4xx": codes["4xx"] - refused, "5xx": codes["5xx"] },
    { errors: 0, "4xx": 0, "5xx": 0 },
  );
  assert.ok(codes["2xx"] > 0);
  assert.ok(latency.max < 10_000, `the slowest answer took ${latency.max} ms`);
  return `${Math.round(codes["2xx"] / duration)}/s of ${body.length} bytes (p50 ${latency.p50} ms, p99 ${latency.p99} ms, ${refused} told to come back)`;
}

/** What the kernel says of a process: its user, its capabilities, and its root. */
function assertPowerless(pid: number): void {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status)![1];
  const [user, group] = image.user;
  assert.equal(field("Uid"), Array(4).fill(user).join("\t"));
  assert.equal(field("Gid"), Array(4).fill(group).join("\t"));
  assert.equal(field("NoNewPrivs"), "1");
  for (const set of ["CapEff", "CapPrm", "CapInh", "CapAmb"]) assert.match(field(set)!, /^0+$/);
  const mounts = readFileSync(`/proc/${pid}/mountinfo`, "utf8").split("\n");
  assert.ok(
    mounts.some((line) => / \/ ro[, ]/.test(line)),
    "its root is read-only",
  );
}

async function answering(service: ChildProcess, url: string, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (service.exitCode !== null) throw new Error(`the service ended with ${service.exitCode}`);
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await sleep(100);
  }
  throw new Error(`no answer within the ${seconds} s that the startup probe gives it`);
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return String(port);
}
