/** The members of one cluster, their volumes, and the time. */
import { Chance } from "./chance.ts";
import { Volume } from "./log.ts";
import { Member, type Options, type Surroundings } from "./member.ts";
import { Network } from "./network.ts";

export class Members implements Surroundings {
  now = 0;
  readonly chance: Chance;
  readonly network = new Network();
  /** By name; a volume outlives its member. */
  readonly volumes = new Map<string, Volume>();
  /** The last process of each name, whether it still runs or not. */
  readonly last = new Map<string, Member>();
  running: Member[] = [];
  readonly #watchers: ((member: Member) => void)[] = [];

  /** @param tick milliseconds of a step */
  constructor(
    seed: number,
    readonly tick: number,
  ) {
    this.chance = new Chance(seed);
  }

  start(name: string, options: Options): Member {
    const volume = this.volumes.get(name) ?? new Volume();
    this.volumes.set(name, volume);
    const member = new Member(name, volume, options, this);
    this.last.set(name, member);
    this.running.push(member);
    return member;
  }

  whenLeader(watcher: (member: Member) => void): void {
    this.#watchers.push(watcher);
  }

  onLeader(member: Member): void {
    for (const watcher of this.#watchers) watcher(member);
  }

  step(): void {
    this.now += this.tick;
    for (const member of this.running) member.step(this.tick);
    if (this.running.some(({ exitCode }) => exitCode !== undefined))
      this.running = this.running.filter(({ exitCode }) => exitCode === undefined);
  }

  /** Nobody hears it any more, and it hears nobody. */
  cutOff(name: string, names: Iterable<string> = this.last.keys()): void {
    for (const other of names) if (other !== name) this.network.cut(name, other, this.now);
  }
}
