/** What Metacontroller's caches show: what was, not long ago. */
import type { ObjectMap } from "../../../../src/metacontroller/hooks.ts";

export interface Sight {
  /** Milliseconds. */
  at: number;
  children: ObjectMap;
  related: ObjectMap;
  /** The answer that made the children. */
  applied: number | undefined;
}

export class Sights {
  /** How old what is seen is, milliseconds. */
  staleness = 0;
  readonly #sights: Sight[] = [];
  #shownAt = 0;

  add(sight: Sight): void {
    this.#sights.push(sight);
  }

  /**
   * What is seen now. A cache is late, but never goes back.
   *
   * @param current as it is
   */
  latest(current: Sight): Sight {
    this.#shownAt = Math.max(this.#shownAt, current.at - this.staleness);
    while (this.#sights.length > 1 && this.#sights[1]!.at <= this.#shownAt) this.#sights.shift();
    return this.staleness === 0 ? current : (this.#sights[0] ?? current);
  }
}
