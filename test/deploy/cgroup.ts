/** A control group: how the kernel holds a process to the limits that a pod has. */
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Limits {
  memoryBytes: number;
  /** In cores. */
  cpu: number;
}

export interface Cgroup {
  /** Whoever writes its process id into all of these files is in it. */
  readonly entrances: readonly string[];
  /** From now on it may have all the CPU there is. */
  unthrottle(): void;
  /** Bytes it had at the most, the text of programs included. */
  peak(): number;
  /** How often something in it was killed for lack of memory. */
  kills(): number;
  remove(): void;
}

/** Inside the one that this process is in, so that it can use no more than that. @throws where that cannot be had */
export function createCgroup(name: string, limits: Limits): Cgroup {
  const own = new Map(
    readFileSync("/proc/self/cgroup", "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(":") as [string, string, string])
      .flatMap(([, controllers, path]) => controllers.split(",").map((one) => [one, path] as const)),
  );
  return own.has("memory") ? versionOne(own, name, limits) : versionTwo(own.get("")!, name, limits);
}

const PERIOD_US = 100_000;
const number = (path: string, pattern = /(\d+)/) => Number(pattern.exec(readFileSync(path, "utf8"))?.[1]);

function versionOne(own: ReadonlyMap<string, string>, name: string, { memoryBytes, cpu }: Limits): Cgroup {
  const make = (controller: string) => {
    const folder = join("/sys/fs/cgroup", controller, own.get(controller) ?? "/", name);
    mkdirSync(folder);
    return folder;
  };
  const memory = make("memory");
  const time = make("cpu");
  writeFileSync(join(memory, "memory.limit_in_bytes"), String(memoryBytes));
  writeFileSync(join(time, "cpu.cfs_period_us"), String(PERIOD_US));
  writeFileSync(join(time, "cpu.cfs_quota_us"), String(cpu * PERIOD_US));
  return {
    entrances: [memory, time].map((folder) => join(folder, "cgroup.procs")),
    unthrottle: () => writeFileSync(join(time, "cpu.cfs_quota_us"), "-1"),
    peak: () => number(join(memory, "memory.max_usage_in_bytes")),
    kills: () => number(join(memory, "memory.oom_control"), /oom_kill (\d+)/),
    remove: () => [memory, time].forEach((folder) => void rmdirSync(folder)),
  };
}

function versionTwo(own: string, name: string, { memoryBytes, cpu }: Limits): Cgroup {
  const parent = join("/sys/fs/cgroup", own);
  // The kernel refuses it in a group that has processes itself, unless that is the root.
  writeFileSync(join(parent, "cgroup.subtree_control"), "+memory +cpu");
  const folder = join(parent, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "memory.max"), String(memoryBytes));
  writeFileSync(join(folder, "memory.swap.max"), "0");
  writeFileSync(join(folder, "cpu.max"), `${cpu * PERIOD_US} ${PERIOD_US}`);
  return {
    entrances: [join(folder, "cgroup.procs")],
    unthrottle: () => writeFileSync(join(folder, "cpu.max"), "max"),
    peak: () => number(join(folder, "memory.peak")),
    kills: () => number(join(folder, "memory.events"), /oom_kill (\d+)/),
    remove: () => rmdirSync(folder),
  };
}

/** Why there can be none here, or false. */
export function cgroupsMissing(): string | false {
  try {
    createCgroup(`stream-operators-trial-${process.pid}`, { memoryBytes: 2 ** 26, cpu: 1 }).remove();
    return false;
  } catch (error) {
    return `no control group can be made here: ${(error as Error).message}`;
  }
}
