import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { asStored } from "../../../../src/kubernetes/as-stored.ts";
import { certificateWatcher } from "../../../../src/kurrentdb/cluster/children/certificate-watcher.ts";
import { AUTHORITY_PATH, CERTIFICATE_PATH } from "../../../../src/kurrentdb/cluster/paths.ts";
import { SecretVolume } from "../../../support/secret-volume.ts";
import { clusterOf, TLS } from "../cluster-of.ts";

const container = (spec: { security?: object } = {}) =>
  certificateWatcher(clusterOf({ ...spec, security: { ...TLS, ...spec.security } }));
const command = container().command!;
const PERIOD = 0.1;

/** Ten looks. */
const aWhile = () => sleep(10 * PERIOD * 1000);

/**
 * A server in place of the real one. It takes the name that the kernel shows of a process, says each SIGHUP, and listens
 * to the signal only when told to: until then it is deadly, as it is for the real one while it starts.
 */
const SERVER = `
  process.title = process.argv[1];
  const listen = () => { process.on("SIGHUP", () => console.log("HUP")); console.log("listening"); };
  if (process.argv[2] === "at once") listen(); else process.stdin.once("data", listen);
  setInterval(() => {}, 1000);
  console.log("started");
`;

/** What two containers of one pod share: processes, and the two volumes. The name is its own, as others run tests too. */
class Pod {
  readonly certificate = new SecretVolume({ "tls.crt": "certificate 1", "tls.key": "key 1" });
  readonly authority = new SecretVolume({ "ca.crt": "authority 1" });
  readonly #name: string;
  readonly #processes: Process[] = [];
  static #pods = 0;

  constructor(t: TestContext) {
    this.#name = `KDB${process.pid}.${Pod.#pods++}`;
    t.after(() => this.#end());
  }

  async server(listens: "at once" | "later" = "at once"): Promise<Process> {
    const server = this.#run(process.execPath, ["-e", SERVER, this.#name, listens]);
    await server.says(listens === "at once" ? "listening\nstarted\n" : "started\n");
    assert.equal(readFileSync(`/proc/${server.pid}/comm`, "utf8"), `${this.#name}\n`);
    return server;
  }

  /** The command as rendered, with this pod's names in place of the real ones. It has looked when it sleeps. */
  async watcher({ period = PERIOD, path = "" } = {}): Promise<Process> {
    const [program, ...args] = command;
    const own = [String(period), this.#name, this.certificate.path, this.authority.path];
    const watcher = this.#run(program!, [...args.slice(0, -own.length), ...own], {
      PATH: `${path}:${process.env.PATH}`,
    });
    const deadline = Date.now() + 20_000;
    while (watcher.sleeping.length === 0 && watcher.runs && Date.now() < deadline) await sleep(5);
    return watcher;
  }

  #run(program: string, args: string[], env: Record<string, string> = {}): Process {
    const started = new Process(spawn(program, args, { env: { ...process.env, ...env } }));
    this.#processes.push(started);
    return started;
  }

  async #end(): Promise<void> {
    await Promise.all(this.#processes.map((one) => one.end("SIGKILL")));
    this.certificate.remove();
    this.authority.remove();
  }
}

class Process {
  output = "";
  errors = "";
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#closed = once(child, "close");
    child.stdout!.on("data", (chunk) => (this.output += chunk));
    child.stderr!.on("data", (chunk) => (this.errors += chunk));
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get runs(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get signals(): number {
    return this.output.split("\n").filter((line) => line === "HUP").length;
  }

  /** The processes by which it sleeps. */
  get sleeping(): string[] {
    try {
      const children = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, "utf8").split(" ");
      return children.filter((pid) => pid && readFileSync(`/proc/${pid}/comm`, "utf8") === "sleep\n");
    } catch {
      // It has ended meanwhile.
      return [];
    }
  }

  write(text: string): void {
    this.#child.stdin!.write(text);
  }

  /** @throws when its output is not that in time */
  async says(output: string): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (this.output !== output && this.runs && Date.now() < deadline) await sleep(20);
    assert.equal(this.output, output);
  }

  /** Waits until so many signals have come, and whether more would. */
  async hears(signals: number, why: string): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (this.signals < signals && this.runs && Date.now() < deadline) await sleep(20);
    await aWhile();
    assert.ok(this.runs, "the server runs");
    assert.equal(this.signals, signals, why);
  }

  /** @returns its exit code, or the signal that ended it */
  async end(signal: NodeJS.Signals): Promise<number | string | null> {
    this.#child.kill(signal);
    await this.#closed;
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  async ended(): Promise<number | string | null> {
    await this.#closed;
    return this.#child.exitCode ?? this.#child.signalCode;
  }
}

/** A pod has its own processes and its own files. Empty where this user may not make that. */
const unshared = ["unshare", "--user", "--map-root-user", "--mount", "--pid", "--mount-proc", "--kill-child"];
const namespaces =
  spawnSync(unshared[0]!, [...unshared.slice(1), "mount", "-t", "tmpfs", "none", "/etc"]).status === 0
    ? unshared
    : [];

const POD = `
  mount -t tmpfs none /etc
  mkdir -p ${CERTIFICATE_PATH} ${AUTHORITY_PATH}
  echo 1 >${CERTIFICATE_PATH}/tls.crt; echo 1 >${AUTHORITY_PATH}/ca.crt
  "$NODE" -e "$SERVER" KurrentDB "at once" >/etc/server &
  until grep -q started /etc/server; do sleep 0.1; done
  "$@" >/etc/watcher & watcher=$!
  sleep 1
  echo 2 >${CERTIFICATE_PATH}/tls.crt
  for look in $(seq 200); do grep -q HUP /etc/server && break; sleep 0.1; done
  sleep 1
  kill $watcher; wait $watcher; code=$?
  cat /etc/server /etc/watcher
  echo "exit code $code"
`;

describe("the rendered command", { concurrency: 4, timeout: 60_000 }, () => {
  test("tells the server once of each change, and of nothing else", async (t) => {
    const pod = new Pod(t);
    const server = await pod.server();
    const watcher = await pod.watcher();
    await server.hears(0, "it read them at its start");
    pod.certificate.write({ "tls.crt": "certificate 2", "tls.key": "key 2" });
    await server.hears(1, "a new certificate");
    pod.authority.write({ "ca.crt": "authority 2" });
    await server.hears(2, "a new authority");
    pod.authority.write({ "ca.crt": "authority 2" });
    await server.hears(2, "written again, the same");
    pod.certificate.write({ "tls.crt": "certificate 1", "tls.key": "key 1" });
    await server.hears(3, "the one before");
    const line = `certificates have changed: told [^ ]+, process ${server.pid}, to read them again\n`;
    assert.match(watcher.output, new RegExp(`^(${line}){3}$`), "a line each");
    assert.equal(watcher.errors, "");
  });

  test("tells nobody of files that are being exchanged, before they have come to rest", async (t) => {
    const pod = new Pod(t);
    const server = await pod.server();
    const path = mkdtempSync(join(tmpdir(), "looks-"));
    t.after(() => rmSync(path, { recursive: true }));
    // A look that finds a file gone fails, as sha256sum does.
    const looks = "old\nold\nhalf\nfails\nother\nhalf\nnew\n";
    writeFileSync(join(path, "looks"), looks);
    const next = `cd ${path}; read -r look <looks; [ "$(wc -l <looks)" = 1 ] || sed -i 1d looks; echo "$look"; [ "$look" != fails ]`;
    writeFileSync(join(path, "sha256sum"), `#!/bin/sh\n${next}\n`, { mode: 0o755 });
    await pod.watcher({ path });
    await server.hears(1, "once, of the last");
    assert.equal(readFileSync(join(path, "looks"), "utf8"), "new\n", "all of it was seen");
  });

  test("waits for a server that listens, which SIGHUP would have ended before", async (t) => {
    const pod = new Pod(t);
    await pod.watcher();
    pod.certificate.write({ "tls.crt": "certificate 2", "tls.key": "key 2" });
    await aWhile();
    const server = await pod.server("later");
    await server.hears(0, "it does not listen yet");
    server.write("now\n");
    await server.hears(1, "it may have read the files before they changed");
  });

  test("finds the server again after a crash, and has nothing to tell it", async (t) => {
    const pod = new Pod(t);
    const first = await pod.server();
    const watcher = await pod.watcher();
    assert.equal(await first.end("SIGKILL"), "SIGKILL");
    const second = await pod.server();
    await second.hears(0, "it read them at its start");
    pod.certificate.write({ "tls.crt": "certificate 2", "tls.key": "key 2" });
    await second.hears(1, "a new certificate");
    assert.equal(watcher.errors, "");
  });

  test("tells at its own start what has changed since the server's", async (t) => {
    const pod = new Pod(t);
    const server = await pod.server();
    pod.certificate.write({ "tls.crt": "certificate 2", "tls.key": "key 2" });
    // In place of a server that has been running for a minute.
    const later = new Date(Date.now() + 60_000);
    utimesSync(pod.certificate.file("tls.crt"), later, later);
    const watcher = await pod.watcher();
    await server.hears(1, "nobody had told it");
    assert.equal(await watcher.end("SIGTERM"), 0);
  });

  test("stops at once, and leaves nothing behind", async (t) => {
    const pod = new Pod(t);
    const watcher = await pod.watcher({ period: 3600 });
    const [sleeping, ...others] = watcher.sleeping;
    assert.ok(sleeping && others.length === 0);
    const begin = performance.now();
    assert.equal(await watcher.end("SIGTERM"), 0);
    assert.ok(performance.now() - begin < 1000, "the pod's stop does not wait for it");
    assert.ok(!existsSync(`/proc/${sleeping}`));
  });

  test("word for word, beside a process called KurrentDB, in namespaces of their own", {
    skip: namespaces.length === 0 && "this user may make no namespaces here",
  }, async () => {
    const [program, ...args] = namespaces;
    const often = command.with(command.length - 4, String(PERIOD));
    const pod = new Process(
      spawn(program!, [...args, "sh", "-c", POD, "pod", ...often], {
        env: { PATH: process.env.PATH, NODE: process.execPath, SERVER },
      }),
    );
    assert.equal(await pod.ended(), 0, pod.errors);
    const line = "certificates have changed: told KurrentDB, process [0-9]+, to read them again\n";
    assert.match(pod.output, new RegExp(`^listening\nstarted\nHUP\n${line}exit code 0\n$`));
  });

  test("ends when it cannot wait, for it would spin", async (t) => {
    const pod = new Pod(t);
    assert.equal(await (await pod.watcher({ period: Number.NaN })).ended(), 1);
  });
});

test("it looks at what the server is given, and for its process, every few seconds", () => {
  assert.deepEqual(command.slice(-4), ["5", "KurrentDB", CERTIFICATE_PATH, AUTHORITY_PATH]);
  assert.deepEqual(
    container().volumeMounts?.map(({ name, mountPath, readOnly }) => [name, mountPath, readOnly]),
    [
      ["certificate", CERTIFICATE_PATH, true],
      ["authority", AUTHORITY_PATH, true],
    ],
  );
});

test("it is the server's image, which is there already", () => {
  const { image, imagePullPolicy } = certificateWatcher(
    clusterOf({ image: "mirror/kurrentdb:1", imagePullPolicy: "Always", security: TLS }),
  );
  assert.deepEqual([image, imagePullPolicy], ["mirror/kurrentdb:1", "Always"]);
});

test("it is the server's user with none of the powers that the server may have been given", () => {
  const powers = {
    privileged: true,
    allowPrivilegeEscalation: true,
    readOnlyRootFilesystem: false,
    capabilities: { add: ["SYS_NICE"] },
  };
  const none = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  };
  const context = (containerSecurityContext: object) =>
    container({ security: { containerSecurityContext } }).securityContext;
  assert.deepEqual(container().securityContext, none);
  assert.deepEqual(context({ ...powers, runAsUser: 1000, runAsGroup: 1000 }), {
    ...none,
    runAsUser: 1000,
    runAsGroup: 1000,
  });
  assert.deepEqual(context({ ...powers, runAsUser: 0 }), { ...none, runAsUser: 0, runAsNonRoot: false });
});

test("it sees no Secrets but the certificates: no environment", () => {
  const { env, envFrom } = container();
  assert.deepEqual([env, envFrom], [undefined, undefined]);
});

test("a pod keeps its class and fits a quota: it asks for as much as it may have, which is little", () => {
  const { requests, limits } = container().resources!;
  assert.deepEqual(requests, limits);
  assert.deepEqual(limits, { cpu: "10m", memory: "32Mi" });
});

test("the API server has nothing to add, the kubelet nothing to replace: $(NAME) and $$ mean something to it", () => {
  assert.deepEqual(asStored(container()), container());
  assert.doesNotMatch(command.join("\n"), /\$\$|\$\([A-Za-z_.-][\w.-]*\)/);
});
