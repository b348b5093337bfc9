/** The real service, as a process of its own on loopback. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface RunningService {
  /** `http://127.0.0.1:40213` */
  url: string;
  /** Resolves once the process is gone. */
  stop(): Promise<void>;
}

export const realService = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

const startTimeout = 20_000;
const stopTimeout = 5_000;
const keptLines = 15;

/**
 * Starts the service on ports that happen to be free and resolves once it says that it listens.
 *
 * @param program the module to run
 * @param signal ends the process
 * @throws Error with what the process printed last, when it ends or says nothing
 */
export async function startService(program: string, signal: AbortSignal): Promise<RunningService> {
  signal.throwIfAborted();
  // Only what is named here: a setting in the caller's environment must not change what the demo shows.
  const env = {
    PATH: process.env.PATH,
    HOST: "127.0.0.1",
    WEBHOOK_PORT: "0",
    METRICS_PORT: "0",
    HEALTH_PORT: "0",
  };
  const child = spawn(process.execPath, ["--import", "tsx", program], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async () => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), stopTimeout);
    await ended;
    clearTimeout(timer);
  };
  signal.addEventListener("abort", () => void stop());
  // Whatever way this process ends, that one must not be left over.
  process.once("exit", () => child.kill("SIGKILL"));

  const lines: string[] = [];
  const port = new Promise<number>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        if (lines.length > keptLines) lines.shift();
        const listening = webhookPort(line);
        if (listening) resolve(listening);
      });
    }
  });
  const failure = (why: string) => new Error([`the service ${why}. It printed:`, ...lines].join("\n"));
  let timer: NodeJS.Timeout | undefined;
  try {
    const found = await Promise.race([
      port,
      ended.then(() => Promise.reject(failure("ended before it listened"))),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(failure("does not say that it listens")), startTimeout);
      }),
    ]);
    return { url: `http://127.0.0.1:${found}`, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The log line in which the service tells its ports, if this is it. */
function webhookPort(line: string): number | undefined {
  if (!line.startsWith("{")) return undefined;
  const { ports } = JSON.parse(line) as { ports?: { webhook?: number } };
  return ports?.webhook;
}
