/** Who hears whom, and how fast. Probes and clients are not concerned: they reach every member. */

/** Bytes a second between members that nothing slows down. */
const FAST = 30_000_000;

export class Network {
  /** Since when two members do not hear each other, by both names. */
  readonly #cuts = new Map<string, number>();
  readonly #speeds = new Map<string, number>();

  cut(one: string, other: string, now: number): void {
    if (!this.#cuts.has(between(one, other))) this.#cuts.set(between(one, other), now);
  }

  /** Everybody hears everybody again. */
  heal(): void {
    this.#cuts.clear();
  }

  /** Since when they do not hear each other. */
  cutSince(one: string, other: string): number | undefined {
    return this.#cuts.size === 0 ? undefined : this.#cuts.get(between(one, other));
  }

  /** Slows down all that goes in or out of a member. */
  slow(member: string, bytesPerSecond: number): void {
    this.#speeds.set(member, bytesPerSecond);
  }

  hasten(): void {
    this.#speeds.clear();
  }

  /** How long it takes to connect and be heard, at most. */
  delay(one: string, other: string): number {
    return this.speed(one, other) < FAST ? 2500 : 500;
  }

  speed(one: string, other: string): number {
    return Math.min(this.#speeds.get(one) ?? FAST, this.#speeds.get(other) ?? FAST);
  }
}

const between = (one: string, other: string): string => (one < other ? `${one} ${other}` : `${other} ${one}`);
