import type { AddressInfo, Server } from "node:net";
import type { Server as TlsServer } from "node:tls";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Operator } from "../controller/controller.ts";
import { type Credentials, expiryOf, readCredentials } from "./credentials.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { buildHealth, buildMetricsPage } from "./probes.ts";
import { Reloader } from "./reload.ts";
import { type Settings, StartError } from "./settings.ts";
import { version } from "./version.ts";
import { buildWebhook, secureContext, type WebhookOptions } from "./webhook.ts";

/** The service while it runs. */
export interface Service {
  /** The ports in use, which differ from the settings where those say 0. */
  ports: { webhook: number; metrics: number; health: number };
  reloader: Reloader;
  /** Stops being ready, stops accepting, answers what is in flight, and is done when the last answer is out. */
  stop: () => Promise<void>;
}

/** Secret volumes change within a minute or so; this adds little to it. */
const RELOAD_EVERY_MS = 5_000;

/**
 * Starts the three listeners: webhook, metrics, health.
 *
 * @param all the operators that exist; the settings choose among them
 * @throws StartError when a file or a port cannot be had
 */
export async function startService(
  all: readonly Operator[],
  settings: Settings,
  log: Logger,
  options: Pick<WebhookOptions, "limits" | "now" | "requestTimeoutMs"> & { reloadEveryMs?: number } = {},
): Promise<Service> {
  const operators = all.filter(({ name }) => settings.operators.includes(name));
  const metrics = createMetrics(settings.operators, version);
  let credentials = await readCredentials(settings);
  noteExpiry(credentials, metrics);

  let unready: string | undefined = "starting";
  const health = buildHealth(() => unready);
  const metricsPage = buildMetricsPage(metrics.registry);
  const webhook = await buildWebhook(operators, {
    ...options,
    metrics,
    log,
    platform: settings.platform,
    ...(credentials.tls && { tls: credentials.tls }),
    ...(settings.tokenFile !== undefined && { tokens: () => credentials.tokens as readonly string[] }),
  });
  const reloader = new Reloader({
    files: settings,
    inUse: credentials,
    takeOver(changed) {
      // Connections that exist stay; new ones meet the new certificate.
      if (changed.tls) (webhook.server as Server as TlsServer).setSecureContext(secureContext(changed.tls));
      noteExpiry(changed, metrics);
      credentials = changed;
    },
    log,
    metrics,
  });

  const stop = async () => {
    unready = "stopping";
    reloader.stop();
    await webhook.close();
    await Promise.all([metricsPage.close(), health.close()]);
  };
  try {
    const { host } = settings;
    const ports = {
      health: await listen(health, host, settings.healthPort, "HEALTH_PORT"),
      metrics: await listen(metricsPage, host, settings.metricsPort, "METRICS_PORT"),
      webhook: await listen(webhook, host, settings.webhookPort, "WEBHOOK_PORT"),
    };
    if (settings.tls || settings.tokenFile !== undefined)
      reloader.start(options.reloadEveryMs ?? RELOAD_EVERY_MS);
    unready = undefined;
    log.info({ version, host, ports, operators: settings.operators, tls: !!credentials.tls }, "listening");
    return { ports, reloader, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function noteExpiry({ tls }: Credentials, metrics: Metrics): void {
  if (tls) metrics.certificateExpiry.set(expiryOf(tls));
}

async function listen(app: FastifyInstance, host: string, port: number, setting: string): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const reason = code === "EADDRINUSE" ? "the port is in use" : code;
    throw new StartError(`cannot listen on HOST ${host}, ${setting} ${port}: ${reason}`);
  }
  return (app.server.address() as AddressInfo).port;
}
