import { readFile } from "node:fs/promises";
import { built } from "../../support/built.ts";
import type { ControlPlane } from "../../support/control-plane/control-plane.ts";
import type { KeptProcess } from "../../support/control-plane/kept-processes.ts";
import { tail } from "../../support/control-plane/situation.ts";
import { until } from "../../support/control-plane/until.ts";
import type { LoadBalancer } from "../../support/load-balancer.ts";

/** The copies of the real service, each a process of its own on loopback, behind one load balancer. */
export class Service {
  readonly #plane: ControlPlane;
  readonly #loadBalancer: LoadBalancer;
  readonly #running: { process: KeptProcess; url: string }[] = [];
  #started = 0;

  constructor(plane: ControlPlane, loadBalancer: LoadBalancer) {
    this.#plane = plane;
    this.#loadBalancer = loadBalancer;
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
    this.#loadBalancer.copies.push(url);
  }

  /** Ends the oldest copy. With SIGTERM it still answers what it was asked. */
  async removeCopy(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const oldest = this.#running.shift();
    if (!oldest) throw new Error("no copy of the service runs");
    this.#loadBalancer.copies.splice(this.#loadBalancer.copies.indexOf(oldest.url), 1);
    await oldest.process.stop(signal);
  }
}
