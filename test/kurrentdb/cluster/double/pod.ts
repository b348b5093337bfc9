/** A pod as the kubelet runs it: a container that is started again when it ends, and probed. */
import type { Member, Options } from "./member.ts";
import type { Members } from "./members.ts";
import { JOINED } from "./states.ts";

/** What a readiness probe asks for: that the process is alive, or that the member has joined. */
export type Readiness = "Health" | "Info";

export interface Probe {
  /** Milliseconds. */
  period: number;
  failures: number;
}

export interface Container {
  options: Options;
  readiness: Probe & { kind: Readiness };
  liveness: Probe;
  startup?: Probe;
}

/** How long the kubelet waits before it starts a container again, milliseconds. */
export const CRASH_LOOP = [0, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000];
/** After so long a run a container begins its restarts from the first. */
const FORGETS_AFTER = 600_000;

export class Pod {
  member: Member | undefined;
  isReady = false;
  readySince = 0;
  isTerminating = false;
  /** Cannot be started, such as for want of a node with room. */
  isIll = false;
  restarts = 0;
  /** When its container starts, or has started. */
  #startsAt: number;
  #probes: { startup: Prober | undefined; liveness: Prober; readiness: Prober } | undefined;
  #container: Container | undefined;

  /** @param container what the kubelet starts, read when it does so: a mounted file may have changed since */
  constructor(
    readonly name: string,
    readonly container: () => Container,
    readonly members: Members,
    readonly delays: readonly number[] = CRASH_LOOP,
    startsAfter = 0,
  ) {
    this.#startsAt = members.now + startsAfter;
  }

  /** Whether nothing is left of it but its volume. */
  get isGone(): boolean {
    return this.isTerminating && this.member === undefined;
  }

  /** Whether its container has run for as long. */
  hasStood(milliseconds: number): boolean {
    return this.member !== undefined && this.members.now - this.#startsAt >= milliseconds;
  }

  terminate(): void {
    this.isTerminating = true;
    this.member?.stop();
  }

  step(): void {
    const { now } = this.members;
    if (this.member?.exitCode !== undefined) this.#ended();
    if (!this.member) {
      if (!this.isTerminating && !this.isIll && now >= this.#startsAt) this.#start();
      return;
    }
    if (this.isTerminating) this.isReady = false;
    else this.#probe(this.member);
  }

  #start(): void {
    this.#container = this.container();
    this.member = this.members.start(this.name, this.#container.options);
    const { startup, liveness, readiness } = this.#container;
    const { now } = this.members;
    this.#startsAt = now;
    this.#probes = {
      startup: startup && new Prober(startup, now),
      liveness: new Prober(liveness, now),
      readiness: new Prober(readiness, now),
    };
  }

  #ended(): void {
    const { now } = this.members;
    if (now - this.#startsAt > FORGETS_AFTER) this.restarts = 0;
    this.#startsAt = now + this.delays[Math.min(this.restarts, this.delays.length - 1)]!;
    this.restarts += 1;
    this.member = undefined;
    this.isReady = false;
  }

  #probe(member: Member): void {
    const { now } = this.members;
    const { startup, liveness, readiness } = this.#probes!;
    const isAlive = member.isAnswering && member.isLive;
    if (startup && !startup.hasSucceeded) {
      startup.ask(now, isAlive);
      if (startup.hasFailed) member.kill();
      return;
    }
    liveness.ask(now, isAlive);
    if (liveness.hasFailed) {
      member.kill();
      return;
    }
    readiness.ask(
      now,
      this.#container!.readiness.kind === "Health" ? isAlive : member.isAnswering && JOINED.has(member.state),
    );
    const isReady =
      readiness.hasSucceeded && (this.isReady || readiness.failures === 0) && !readiness.hasFailed;
    if (isReady && !this.isReady) this.readySince = now;
    this.isReady = isReady;
  }
}

/** One success is enough; it takes several failures in a row. */
class Prober {
  hasSucceeded = false;
  failures = 0;
  #next: number;

  constructor(
    readonly probe: Probe,
    now: number,
  ) {
    this.#next = now;
  }

  get hasFailed(): boolean {
    return this.failures >= this.probe.failures;
  }

  ask(now: number, isWell: boolean): void {
    if (now < this.#next) return;
    // A ticker's ticks do not shift. One that was missed while the start-up probe had the word comes at once.
    while (this.#next <= now) this.#next += this.probe.period;
    this.failures = isWell ? 0 : this.failures + 1;
    if (isWell) this.hasSucceeded = true;
  }
}
