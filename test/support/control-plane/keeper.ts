/**
 * The process that keeps a control plane: everything it starts ends with it, and it ends with its owner.
 *
 * However the owner ends, SIGKILL included, the kernel closes the channel between the two. So there is nothing
 * an owner could forget to do, and no signal that it would have to catch.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Order, Report } from "./kept-processes.ts";

const folder = mkdtempSync(join(tmpdir(), "control-plane-"));
mkdirSync(join(folder, "logs"));
const running = new Map<number, ChildProcess>();
let ending = false;

const report = (message: Report) => process.connected && process.send!(message, () => {});

function start({ id, name, command, args, env }: Extract<Order, { start: unknown }>["start"]): void {
  const log = openSync(join(folder, "logs", `${name}.log`), "a");
  // A group of its own, so that what the program itself starts ends with it.
  const child = spawn(command, args, { cwd: folder, env, detached: true, stdio: ["ignore", log, log] });
  running.set(id, child);
  child.once("spawn", () => report({ started: id, pid: child.pid! }));
  child.once("error", (error) => gone(id, error.message));
  child.once("exit", (code, signal) => gone(id, signal ?? `code ${code}`));
}

function gone(id: number, how: string): void {
  running.delete(id);
  report({ ended: id, how });
  if (ending && running.size === 0) leave();
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // It has just ended by itself.
  }
}

/** Nothing here is worth a graceful stop: the data goes away with the processes. */
function end(): void {
  if (ending) return;
  ending = true;
  for (const child of running.values()) signal(child, "SIGKILL");
  if (running.size === 0) leave();
}

function leave(): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit();
}

process.on("message", (order: Order) => {
  if ("start" in order) return ending || start(order.start);
  const child = running.get(order.signal.id);
  if (child) signal(child, order.signal.name);
});
process.on("disconnect", end);
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, end);
process.on("uncaughtException", (error) => {
  console.error(error);
  end();
});

// An owner that ended while this was loading has closed the channel before anybody listened for that.
if (process.connected) report({ folder });
else end();
