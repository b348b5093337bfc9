import type { Server } from "node:tls";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { TlsFiles } from "../settings.ts";
import { type Credentials, expiryOf, readCredentials } from "./credentials.ts";
import type { Metrics } from "./metrics.ts";

interface ReloaderOptions {
  files: { tls?: TlsFiles; tokenFile?: string };
  /** What was read at the start. */
  credentials: Credentials;
  log: Logger;
  metrics: Metrics;
}

/** Holds the credentials of the moment. */
export class Reloader {
  #credentials: Credentials;
  readonly #options: ReloaderOptions;
  #lastFailure: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReloaderOptions) {
    this.#options = options;
    this.#credentials = options.credentials;
    this.#noteExpiry();
  }

  get token(): string {
    return this.#credentials.token as string;
  }

  /** Says why the files as they are now cannot be used; undefined while all is well. */
  get failure(): string | undefined {
    return this.#lastFailure;
  }

  /**
   * Reads the files again and takes over what changed. Connections that exist stay; new ones meet the new
   * certificate. What cannot be used (half written, key of another certificate) changes nothing, is logged once, and
   * is tried again the next time.
   */
  async reload(app: FastifyInstance): Promise<void> {
    const { files, log, metrics } = this.#options;
    try {
      const read = await readCredentials(files);
      this.#lastFailure = undefined;
      if (JSON.stringify(read) === JSON.stringify(this.#credentials)) return;
      if (read.tls)
        (app.server as unknown as Server).setSecureContext({ ...read.tls, minVersion: "TLSv1.2" });
      this.#credentials = read;
      this.#noteExpiry();
      log.info("took over changed certificate or token files");
    } catch (error) {
      const { message } = error as Error;
      if (message === this.#lastFailure) return;
      this.#lastFailure = message;
      metrics.reloadFailures.inc();
      log.error({ err: error }, "keeping the certificate and token in use: the changed files are not usable");
    }
  }

  /**
   * Looks at the files every `everyMs`. They are read, not watched: a Secret volume is changed by swapping a link
   * somewhere above them, watches run out on busy nodes, and the kubelet takes a minute to bring a change anyway.
   */
  start(app: FastifyInstance, everyMs: number): void {
    if (!this.#options.files.tls && this.#options.files.tokenFile === undefined) return;
    this.#timer = setInterval(() => void this.reload(app), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #noteExpiry(): void {
    const { tls } = this.#credentials;
    if (tls) this.#options.metrics.certificateExpiry.set(expiryOf(tls));
  }
}
