import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile, readlink } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { unavailable } from "../support/control-plane/control-plane.ts";
import { runKubectl } from "../support/control-plane/kubectl.ts";
import { tools } from "../support/control-plane/tools.ts";
import { until } from "../support/control-plane/until.ts";

const program = fileURLToPath(new URL("sandbox.ts", import.meta.url));

test("npm run sandbox: a cluster to play with, on loopback, of which nothing stays", {
  skip: await unavailable({ own: true }),
}, async () => {
  const sandbox = spawn(process.execPath, ["--import", "tsx", program], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(sandbox, "exit");
  let printed = "";
  for (const stream of [sandbox.stdout, sandbox.stderr]) stream.on("data", (text) => (printed += text));
  try {
    const said = async () => printed;
    const exported = () => /export KUBECONFIG=(\S+)/.exec(printed)?.[1] ?? "";
    const kubeconfig = await until("the KUBECONFIG line", exported, said, { timeout: 60_000 });
    const found = await tools();
    assert.ok("kubectl" in found);
    const kubectl = (...args: string[]) => runKubectl(found.kubectl, "/tmp", kubeconfig, args);
    await kubectl("wait", "--for=condition=Ready", "--timeout=60s", "chronikcluster/my-chronik");
    assert.match(await kubectl("get", "chronikclusters"), /my-chronik +Running +5\/5/);
    assert.match(await kubectl("explain", "chronikcluster.spec.storage"), /deletionPolicy/);

    const processes = await family(sandbox.pid!);
    assert.ok(processes.length > 8, "the control plane and the service are among them");
    assert.deepEqual(await addressesBeyondLoopback(processes), []);

    sandbox.kill("SIGINT");
    assert.deepEqual(await ended, [130, null]);
    const left = async () => (await Promise.all(processes.map(commandOf))).filter(Boolean).join("\n");
    // The last ones to go notice on their own that the others have gone.
    await until("all processes to be gone", async () => (await left()) === "", left);
    assert.ok(!existsSync(kubeconfig), "its folder is gone");
  } finally {
    sandbox.kill("SIGKILL"); // What it started notices, and ends too.
    await ended;
  }
});

/** A process and all that descend from it. */
async function family(root: number): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map<number, number>();
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    // The name, in brackets, may hold anything.
    const parent = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
    if (parent) parents.set(pid, Number(parent));
  }
  const members = [root];
  for (const pid of members)
    members.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child));
  return members;
}

/** Empty once it has ended, waited for by its parent or not. */
const commandOf = (pid: number): Promise<string> => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");

/** Where some processes listen, as far as others than this machine could reach it. */
async function addressesBeyondLoopback(pids: readonly number[]): Promise<string[]> {
  const sockets = new Set<string>();
  for (const pid of pids) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => "");
      if (target.startsWith("socket:[")) sockets.add(target.slice(8, -1));
    }
  }
  const tables = await Promise.all(["tcp", "tcp6"].map((name) => readFile(`/proc/net/${name}`, "utf8")));
  return tables
    .flatMap((table) => table.trim().split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === LISTENING && sockets.has(inode!))
    .map(([, address]) => address!)
    .filter((address) => !LOOPBACK.test(address));
}

const LISTENING = "0A";
/** 127.0.0.1 and ::1, as the kernel writes them. */
const LOOPBACK = /^(0100007F|0{24}01000000|0{16}FFFF00000100007F):/;
