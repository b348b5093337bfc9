/** The time of a process: it opens its database, answers a little later, and ends by itself, by SIGTERM or by SIGKILL. */
import type { Chance } from "./chance.ts";

/** Milliseconds, as recorded. */
const OPENS_AFTER = [2200, 3600] as const;
const ANSWERS_AFTER_OPENING = [300, 900] as const;
const STOPS_WITHIN = [300, 500] as const;
/** One that only cuts its log answers until then. */
const ANSWERS_BEFORE_CUTTING = 800;

interface Clock {
  readonly now: number;
  readonly chance: Chance;
}

export class Lifetime {
  readonly opensAt: number;
  readonly answersAt: number;
  exitCode: number | undefined;
  #exit: { at: number; code: number } | undefined;

  constructor(
    readonly clock: Clock,
    cutsItsLog: boolean,
  ) {
    const { now, chance } = clock;
    this.opensAt = now + chance.between(...OPENS_AFTER);
    const answersAfter = chance.between(...ANSWERS_AFTER_OPENING);
    this.answersAt = this.opensAt + (cutsItsLog ? -ANSWERS_BEFORE_CUTTING : answersAfter);
  }

  /** Whether it has ended or is about to: its connections are closed either way. */
  get isGone(): boolean {
    return this.#exit !== undefined || this.exitCode !== undefined;
  }

  /** Whether it answers probes, clients and other members. */
  get isAnswering(): boolean {
    return !this.isGone && this.clock.now >= this.answersAt;
  }

  /** It shuts down, and exits with 0. */
  end(takes = this.clock.chance.between(...STOPS_WITHIN)): void {
    this.#exit ??= { at: this.clock.now + takes, code: 0 };
  }

  kill(): void {
    this.exitCode = 137;
  }

  step(): void {
    if (this.#exit && this.clock.now >= this.#exit.at) this.exitCode ??= this.#exit.code;
  }
}
