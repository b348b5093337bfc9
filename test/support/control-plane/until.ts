import { setTimeout as sleep } from "node:timers/promises";

export interface UntilOptions {
  /** Milliseconds; 30 000 unless told. */
  timeout?: number;
  /** Milliseconds between two looks; 100 unless told. */
  interval?: number;
}

/**
 * Waits for something to become true, by looking again and again.
 *
 * @param description what is waited for, to read after "waited for"
 * @param look what it returns is what the caller gets once it is truthy; what it throws counts as not yet
 * @param situation describes the surroundings for the error
 * @throws after the time is over, with what the last look saw and the situation
 */
export async function until<T>(
  description: string,
  look: () => T | Promise<T>,
  situation: () => Promise<string>,
  { timeout = 30_000, interval = 100 }: UntilOptions = {},
): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    let last: unknown;
    try {
      const found = await look();
      if (found) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    if (Date.now() >= end) {
      const saw = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(
        `waited ${timeout / 1000} s for ${description}; the last look saw: ${saw}\n${await situation()}`,
      );
    }
    await sleep(interval);
  }
}
