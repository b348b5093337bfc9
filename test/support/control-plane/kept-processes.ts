import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A program to start. Its output goes to a log file. */
export interface Program {
  /** Also the name of its log. */
  name: string;
  command: string;
  args: readonly string[];
  /** The whole environment. The default is the owner's. */
  env?: Readonly<Record<string, string>>;
}

export interface KeptProcess {
  readonly name: string;
  readonly pid: number;
  /** Path of the file that has its standard output and error. */
  readonly log: string;
  /** Settles when it has ended, with how: `code 1`, `SIGKILL`. Never rejects. */
  readonly ended: Promise<string>;
  /** Sends a signal to its process group and waits for its end. The default is SIGTERM. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts programs that end when their owner does, whatever ends the owner. */
export interface Keeper {
  readonly pid: number;
  /** A private temporary folder (mode 0700), the working directory of the programs. Goes away with them. */
  readonly folder: string;
  /** @throws when the program cannot be started at all */
  start(program: Program): Promise<KeptProcess>;
  /** Kills every program and removes the folder; both are done when it resolves. */
  stop(): Promise<void>;
}

/** What the owner tells the keeper. */
export type Order = { start: Program & { id: number } } | { signal: { id: number; name: NodeJS.Signals } };

/** What the keeper tells the owner. */
export type Report = { folder: string } | { started: number; pid: number } | { ended: number; how: string };

export async function startKeeper(): Promise<Keeper> {
  // In a session of its own: Ctrl-C in a terminal reaches the owner alone, and the keeper learns by the channel.
  // Node hands on its own flags (--import tsx), so the keeper can read TypeScript if the owner can.
  const child = fork(fileURLToPath(new URL("keeper.ts", import.meta.url)), [], { detached: true });
  child.setMaxListeners(0);
  const { folder } = await report(child, (message) => "folder" in message && message);
  let last = 0;

  return {
    pid: child.pid!,
    folder,
    async start(program) {
      const id = ++last;
      const ended = report(child, (message) => "ended" in message && message.ended === id && message).then(
        ({ how }) => how,
        () => "its keeper ended",
      );
      const started = report(child, (message) => "started" in message && message.started === id && message);
      child.send({ start: { ...program, id } } satisfies Order);
      const failed = ended.then((how) => Promise.reject(new Error(`${program.name} did not start: ${how}`)));
      const { pid } = await Promise.race([started, failed]);
      const log = join(folder, "logs", `${program.name}.log`);
      return {
        name: program.name,
        pid,
        log,
        ended,
        async stop(name = "SIGTERM") {
          if (child.connected) child.send({ signal: { id, name } } satisfies Order);
          await ended;
        },
      };
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

/** The first report that is looked for. */
function report<T extends Report>(
  keeper: ChildProcess,
  lookedFor: (message: Report) => T | false,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const look = (message: Report) => {
      const found = lookedFor(message);
      if (found) done(() => resolve(found));
    };
    const fail = () => done(() => reject(new Error("the keeper of the control plane has ended")));
    const done = (settle: () => void) => {
      keeper.off("message", look);
      keeper.off("exit", fail);
      settle();
    };
    keeper.on("message", look);
    keeper.on("exit", fail);
  });
}
