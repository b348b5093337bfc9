/** Clients that write events and remember which were acknowledged. */
import { majorityOf } from "./election.ts";
import { Log } from "./log.ts";
import type { Member } from "./member.ts";
import type { Members } from "./members.ts";

interface Pending {
  leader: Member;
  event: number;
  position: number;
}

export class Writers {
  written: number;
  /** Those that a majority had when the leader said so. */
  readonly acknowledged: number[];
  #pending: Pending[] = [];

  constructor(
    readonly members: Members,
    acknowledged: readonly number[] = [],
  ) {
    this.acknowledged = [...acknowledged];
    this.written = acknowledged.length;
  }

  /** At any leader there is: a client cannot tell whether another one has taken its place. */
  write(bytes: number): void {
    const { running, chance } = this.members;
    const leader = chance.pick(running.filter(({ state }) => state === "leader"));
    if (!leader) return;
    const event = this.written++;
    this.#pending.push({ leader, event, position: leader.log.length });
    leader.log.append({ event, bytes });
  }

  step(): void {
    if (this.#pending.length === 0) return;
    this.#pending = this.#pending.filter(({ leader, event, position }) => {
      if (leader.state !== "leader") return false;
      if (leader.replication.committed <= position) return true;
      this.acknowledged.push(event);
      return false;
    });
  }

  /** The acknowledged events that a member lacks. */
  missingAt({ log }: Member): number[] {
    const has = new Set(log.events());
    return this.acknowledged.filter((event) => !has.has(event));
  }
}

/** What a cluster has left behind that ran before. */
export interface Former {
  logs: Log[];
  acknowledged: number[];
}

/**
 * A cluster in which one majority after the other has acknowledged an event.
 *
 * @param majorities the first member of each
 * @param kept how many volumes are left, from the first on
 */
export function former(size: number, majorities: readonly number[], kept = size): Former {
  const logs = Array.from({ length: size }, () => new Log());
  let log = new Log();
  majorities.forEach((first, event) => {
    log = log.copy();
    log.append({ epoch: event, leader: { isGone: true }, bytes: 200 });
    log.append({ event, bytes: 200 });
    for (let step = 0; step < majorityOf(size); step++) logs[(first + step) % size] = log.copy();
  });
  return { logs: logs.slice(0, kept), acknowledged: majorities.map((_, event) => event) };
}
