import type { Logger } from "pino";
import { type CredentialFiles, type Credentials, expiryOf, readCredentials } from "./credentials.ts";
import type { Metrics } from "./metrics.ts";
import { StartError } from "./settings.ts";

export interface ReloaderOptions {
  files: CredentialFiles;
  /** What was read at the start. */
  inUse: Credentials;
  /** Puts changed credentials to use. */
  takeOver: (credentials: Credentials) => void;
  log: Logger;
  metrics: Metrics;
}

/** Whether a certificate that has expired would take the place of one that has not. */
const isStale = (read: Credentials, inUse: Credentials): boolean => {
  const now = Date.now() / 1000;
  return !!read.tls && !!inUse.tls && expiryOf(read.tls) < now && expiryOf(inUse.tls) >= now;
};

/** Looks after files that change while the service runs. */
export class Reloader {
  readonly #options: ReloaderOptions;
  #inUse: Credentials;
  #failure: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReloaderOptions) {
    this.#options = options;
    this.#inUse = options.inUse;
  }

  /** Why the files as they are now cannot be used; undefined while they can. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /**
   * Reads the files and takes over what changed. What cannot be used (half written, expired, the key of another certificate)
   * changes nothing, is logged once, and is tried again the next time.
   */
  async reload(): Promise<void> {
    const { files, takeOver, log, metrics } = this.#options;
    try {
      const read = await readCredentials(files);
      if (isStale(read, this.#inUse)) {
        throw new StartError(`TLS_CERT_FILE ${files.tls?.cert} has expired, and the one in use has not`);
      }
      this.#failure = undefined;
      if (JSON.stringify(read) === JSON.stringify(this.#inUse)) return;
      takeOver(read);
      this.#inUse = read;
      log.info("took over changed certificate or token files");
    } catch (error) {
      const { message } = error as Error;
      if (message === this.#failure) return;
      this.#failure = message;
      metrics.reloadFailures.inc();
      log.error({ err: error }, "keeping the certificate and token in use: the changed files are not usable");
    }
  }

  /**
   * Looks at the files every `everyMs`. They are read, not watched: a Secret volume is changed by swapping a link
   * somewhere above them, watches run out on busy nodes, and the kubelet takes a minute to bring a change anyway.
   */
  start(everyMs: number): void {
    this.#timer = setInterval(() => void this.reload(), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
