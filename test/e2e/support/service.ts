import { readFile } from "node:fs/promises";
import { built } from "../../support/built.ts";
import type { ControlPlane } from "../../support/control-plane/control-plane.ts";
import type { KeptProcess } from "../../support/control-plane/kept-processes.ts";
import { tail } from "../../support/control-plane/situation.ts";
import { until } from "../../support/control-plane/until.ts";
import type { Front } from "../../support/front.ts";

/** The copies of the real service, each a process of its own on loopback, behind one front. */
export class Service {
  readonly #plane: ControlPlane;
  readonly #front: Front;
  readonly #running: { process: KeptProcess; url: string }[] = [];
  #started = 0;

  constructor(plane: ControlPlane, front: Front) {
    this.#plane = plane;
    this.#front = front;
  }

  get logs(): string[] {
    return this.#running.map(({ process }) => process.log);
  }

  /** Resolves once the new copy gets requests. */
  async addCopy(): Promise<void> {
    const process = await this.#plane.start({
      name: `service-${++this.#started}`,
      command: globalThis.process.execPath,
      args: [await built("main.js")],
      env: { HOST: "127.0.0.1", WEBHOOK_PORT: "0", METRICS_PORT: "0", HEALTH_PORT: "0" },
    });
    const port = await until(
      `${process.name} to listen`,
      async () => /"webhook":(\d+)/.exec(await readFile(process.log, "utf8"))?.[1],
      () => tail(process.log),
      { interval: 25 },
    );
    const url = `http://127.0.0.1:${port}`;
    this.#running.push({ process, url });
    this.#front.copies.push(url);
  }

  /** Ends the oldest copy. With SIGTERM it still answers what it was asked. */
  async removeCopy(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const oldest = this.#running.shift();
    if (!oldest) throw new Error("no copy of the service runs");
    this.#front.copies.splice(this.#front.copies.indexOf(oldest.url), 1);
    await oldest.process.stop(signal);
  }
}
