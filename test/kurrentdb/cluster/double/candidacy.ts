/** When a member calls for an election, and when not any more. */
import { holdElection } from "./election.ts";
import type { Member, Surroundings } from "./member.ts";

/** Milliseconds between two attempts. */
const AGAIN = [900, 1500] as const;
/** Others take no notice of a newcomer until its view is as late as theirs, which they tell every five seconds. */
const FINDS_VIEW = [500, 4500] as const;

export class Candidacy {
  #callsAt: number | undefined;
  #hasFoundView = false;

  constructor(
    readonly member: Member,
    readonly world: Surroundings,
  ) {}

  /** There is a reason to call, unless there was one already. Milliseconds. */
  suspect(from: number, to: number): void {
    this.#callsAt ??= this.#in([from, to]);
  }

  /** There is a leader. */
  trust(): void {
    this.#callsAt = undefined;
  }

  /** An election is done. */
  done(): void {
    this.#callsAt = undefined;
    this.#hasFoundView = true;
  }

  step(): void {
    const { member, world } = this;
    if (this.#callsAt === undefined || world.now < this.#callsAt || member.options.isReadOnlyReplica) return;
    // One that takes itself for the whole cluster asks nobody, and is asked for nothing.
    const others = member.options.size === 1 ? [] : member.others().filter(({ votes }) => votes);
    if (!this.#hasFoundView && others.some(({ isLeading }) => isLeading)) {
      this.#hasFoundView = true;
      this.#callsAt = this.#in(FINDS_VIEW);
    } else if (holdElection(member, others, world.chance)) {
      this.#callsAt = undefined;
    } else {
      this.#callsAt = this.#in(AGAIN);
    }
  }

  #in([from, to]: readonly [number, number]): number {
    return this.world.now + this.world.chance.between(from, to);
  }
}
