/**
 * Which parents are to be synced: each at most once in the queue, and never by two workers at a time.
 *
 * A key that is added while a worker has it is queued again when that worker is done, so that no change made
 * during a sync goes unseen.
 */
const firstRetry = 5;
const lastRetry = 1_000_000;

interface Delayed {
  at: number;
  timer: NodeJS.Timeout;
  /** Something went wrong and this is the next try, as opposed to a resync that was asked for. */
  retry: boolean;
}

export class WorkQueue {
  readonly #waiting = new Set<string>();
  readonly #processing = new Set<string>();
  readonly #again = new Set<string>();
  readonly #delayed = new Map<string, Delayed>();
  readonly #failures = new Map<string, number>();
  readonly #takers: ((key: string | undefined) => void)[] = [];
  readonly #onIdle: () => void;
  #closed = false;

  /** @param onIdle called whenever nothing is left to do now */
  constructor(onIdle: () => void = () => {}) {
    this.#onIdle = onIdle;
  }

  add(key: string): void {
    if (this.#closed) return;
    if (this.#processing.has(key)) {
      this.#again.add(key);
      return;
    }
    const taker = this.#takers.shift();
    if (!taker) {
      this.#waiting.add(key);
      return;
    }
    this.#processing.add(key);
    taker(key);
  }

  /** Of two delays for one key the shorter one counts. */
  addAfter(key: string, milliseconds: number, { retry }: { retry: boolean }): void {
    if (this.#closed) return;
    const at = Date.now() + milliseconds;
    const present = this.#delayed.get(key);
    if (present && present.at <= at) {
      present.retry ||= retry;
      return;
    }
    clearTimeout(present?.timer);
    // Node runs a timer beyond 2^31 ms at once.
    const timer = setTimeout(() => this.#due(key), Math.min(milliseconds, 2 ** 31 - 1));
    this.#delayed.set(key, { at, timer, retry: retry || (present?.retry ?? false) });
  }

  /** Tries again after 5 ms, and after twice as long for each further failure. */
  addRateLimited(key: string): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.addAfter(key, Math.min(firstRetry * 2 ** failures, lastRetry), { retry: true });
  }

  /** The key was dealt with: its next failure is a first one again. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** @returns the next key, or undefined once the queue is closed; the caller must call `done` with it */
  take(): Promise<string | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    const [key] = this.#waiting;
    if (key === undefined) return new Promise((resolve) => this.#takers.push(resolve));
    this.#waiting.delete(key);
    this.#processing.add(key);
    return Promise.resolve(key);
  }

  done(key: string): void {
    this.#processing.delete(key);
    if (this.#again.delete(key)) this.add(key);
    if (this.idle) this.#onIdle();
  }

  /** Nothing waits, nothing is being worked on and nothing is to be tried again; resyncs may lie ahead. */
  get idle(): boolean {
    return this.busy.length === 0;
  }

  /** The keys that keep the queue from being idle. */
  get busy(): string[] {
    const retries = [...this.#delayed].filter(([, { retry }]) => retry).map(([key]) => key);
    return [...new Set([...this.#waiting, ...this.#processing, ...retries])];
  }

  close(): void {
    this.#closed = true;
    for (const { timer } of this.#delayed.values()) clearTimeout(timer);
    this.#delayed.clear();
    this.#waiting.clear();
    for (const taker of this.#takers.splice(0)) taker(undefined);
  }

  #due(key: string) {
    this.#delayed.delete(key);
    this.add(key);
  }
}
