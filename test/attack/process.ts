/** The compiled service with the heap that an environment gives it, to be attacked. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { built } from "../support/built.ts";

/** What each environment gives to node. */
export const environments = ["dev", "uat", "staging", "production"].map((name) => {
  const file = new URL(`../../deploy/kurrentdb/overlays/${name}/kustomization.yaml`, import.meta.url);
  const [, nodeOptions, megabytes] =
    /value: (--max-semi-space-size=\S+ --max-old-space-size=(\d+))/.exec(readFileSync(file, "utf8")) ?? [];
  if (!nodeOptions) throw new Error(`${name} gives no heap`);
  return { name, nodeOptions, heapBytes: Number(megabytes) * 2 ** 20 };
});

export interface Attacked {
  port: number;
  healthPort: number;
  process: ChildProcess;
  /** Whether it lives and answers the kubelet. */
  isAlive(): Promise<boolean>;
}

/** @param files how many files it may have open at a time */
export async function attacked(
  t: Pick<TestContext, "after">,
  options: string,
  files?: number,
): Promise<Attacked> {
  const { PATH } = process.env;
  const env = { PATH, WEBHOOK_PORT: "0", METRICS_PORT: "0", HEALTH_PORT: "0", NODE_OPTIONS: options };
  const service = [process.execPath, await built("main.js")];
  // The shell gives way to the service, which has its limit.
  const limited = ["sh", "-c", `ulimit -n ${files}; exec "$0" "$@"`, ...service];
  const [command, ...args] = (files === undefined ? service : limited) as [string, ...string[]];
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  t.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  child.stderr?.resume();
  for await (const line of createInterface({ input: child.stdout! })) {
    const { ports } = JSON.parse(line);
    if (!ports) continue;
    child.stdout?.resume();
    const isAlive = async () =>
      child.exitCode === null &&
      child.signalCode === null &&
      (await fetch(`http://127.0.0.1:${ports.health}/healthz`).then(
        ({ status }) => status === 200,
        () => false,
      ));
    return { port: ports.webhook, healthPort: ports.health, process: child, isAlive };
  }
  throw new Error("the service ended before it listened");
}
