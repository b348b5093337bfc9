import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** With taskset (Linux), both servers share one core and the load comes from the others. */
const pin = spawnSync("taskset", ["-c", "0", "true"]).status === 0 ? ["taskset", "-c", "0"] : [];
export const isPinned = pin.length > 0;

export interface Server {
  /** Where to POST. */
  port: number;
  /** Where the service serves its metrics; the echo has none. */
  metricsPort?: number;
  stop: () => Promise<void>;
}

/**
 * The service as `npm start` and the image run it; `npm run bench` builds it first. The options keep V8 from letting
 * garbage lie about where it has the room: below 2 GB it collects the old generation far more often, and a request
 * leaves nothing behind that a larger new generation would help with.
 */
export const startService = (): Promise<Server> =>
  startServer(["--max-semi-space-size=4", "--max-old-space-size=1536", file("../../dist/main.js")]);

/** The bare route it is compared with. */
export const startEcho = (): Promise<Server> => startServer(["--import", "tsx", file("echo.ts")]);

async function startServer(args: string[]): Promise<Server> {
  const [command, ...rest] = [...pin, process.execPath, ...args] as [string, ...string[]];
  const { PATH } = process.env;
  const env = { PATH, WEBHOOK_PORT: "0", METRICS_PORT: "0", HEALTH_PORT: "0" };
  const child = spawn(command, rest, { env, stdio: ["ignore", "pipe", "inherit"] });
  // A benchmark that fails or is interrupted leaves no server behind.
  process.once("exit", () => child.kill());
  for await (const line of createInterface({ input: child.stdout })) {
    const { ports } = JSON.parse(line);
    if (!ports) continue;
    child.stdout.resume();
    return { port: ports.webhook, metricsPort: ports.metrics, stop: () => stop(child) };
  }
  throw new Error(`${args.at(-1)} ended before it listened`);
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  await once(child, "exit");
}
