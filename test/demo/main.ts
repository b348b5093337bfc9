/**
 * `npm run demo`: what the operators do, without a cluster.
 *
 * The real service runs as a child process; Metacontroller's part is played in memory, over HTTP, for every
 * example of every registered operator. Ends with 0 when each of them started, changed, kept still and went as
 * it should, and with 1 and the reason otherwise.
 */
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { MemoryCluster } from "../support/metacontroller/memory/memory-cluster.ts";
import { startMetacontroller } from "../support/metacontroller/metacontroller.ts";
import type { Sync } from "../support/metacontroller/parent-sync.ts";
import { Page } from "./page.ts";
import { type Example, type Repository, readRepository } from "./repository.ts";
import { Scenario } from "./scenario.ts";
import { realService, startService } from "./service.ts";

const { values } = parseArgs({
  options: {
    // Both are for the demo's own tests.
    folder: { type: "string", default: fileURLToPath(new URL("../..", import.meta.url)) },
    service: { type: "string", default: realService },
  },
});

class Interrupted extends Error {
  readonly signal: NodeJS.Signals;
  constructor(signal: NodeJS.Signals) {
    super(`stopped by ${signal}`);
    this.signal = signal;
  }
}

const page = new Page(process.stdout, process.env);
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => interrupted.abort(new Interrupted(signal)));
}

try {
  const repository = readRepository(values.folder);
  const service = await startService(values.service, interrupted.signal);
  try {
    page.text(`The service answers on ${service.url}. No cluster: Metacontroller is played in memory.`);
    await Promise.race([playAll(repository, service.url), abortion(interrupted.signal)]);
  } finally {
    await service.stop();
  }
} catch (error) {
  page.failure((error as Error).message);
  // As a shell counts it: 128 and the signal's number.
  process.exitCode = error instanceof Interrupted ? 128 + constants.signals[error.signal] : 1;
}
// Whatever was under way when it was interrupted is of no interest any more.
process.exit();

async function playAll(repository: Repository, url: string) {
  for (const example of repository.examples) await play(example, repository, url);
  const kinds = new Set(repository.examples.map(({ parent }) => parent.kind));
  page.title("All went as it should", [...kinds].join(", "));
  for (const { parent, file } of repository.examples)
    page.proof(`${parent.kind} ${parent.metadata.name}  ${file}`);
}

/** Each example has a cluster of its own, so that none sees what another one left. */
async function play(example: Example, { kinds, controllers, specSchema }: Repository, url: string) {
  const cluster = new MemoryCluster({ kinds });
  let observe: (sync: Sync) => void = () => {};
  const metacontroller = await startMetacontroller({
    store: cluster.as("metacontroller"),
    controllers,
    hooks: { base: url },
    onSync: (sync) => observe(sync),
  });
  try {
    const scenario = new Scenario(example, cluster, metacontroller, page);
    observe = (sync) => scenario.observe(sync);
    await scenario.play(specSchema(example.parent));
  } finally {
    await metacontroller.stop();
  }
}

function abortion(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}
