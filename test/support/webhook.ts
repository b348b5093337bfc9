/** The webhook with nothing around it, and with its log in hand. */
import type { FastifyInstance } from "fastify";
import type { Operator } from "../../src/controller/controller.ts";
import { createLog } from "../../src/server/log.ts";
import { createMetrics, type Metrics } from "../../src/server/metrics.ts";
import { buildWebhook, type WebhookOptions } from "../../src/server/webhook.ts";
import { widgetOperator } from "./synthetic-operator.ts";

export interface TestWebhook {
  app: FastifyInstance;
  metrics: Metrics;
  /** The lines logged so far. */
  lines: LogLine[];
}

export type LogLine = { level: string; msg: string } & Record<string, unknown>;

export const NOW = "2026-01-02T03:04:05Z";

/**
 * How often the service looks whether its event loop is late. A busy machine makes it so, and then any request gets
 * 429; whoever tests that gives a sampleMs of their own. On such a machine any request may have waited longest as well.
 */
const AN_HOUR = 3_600_000;

export async function testWebhook(
  options: Partial<WebhookOptions> = {},
  operators: readonly Operator[] = [widgetOperator],
): Promise<TestWebhook> {
  const lines: LogLine[] = [];
  const log = createLog("trace", { write: (line: string) => void lines.push(JSON.parse(line)) });
  const metrics = createMetrics(
    operators.map(({ name }) => name),
    "0.0.0",
  );
  const limits = { sampleMs: AN_HOUR, patienceMs: AN_HOUR, ...options.limits };
  const app = await buildWebhook(operators, { metrics, log, now: () => NOW, ...options, limits });
  return { app, metrics, lines };
}

/** A call's line is written when its response is closed, which is a tick after `inject` has the answer. */
export const untilLogged = () => new Promise<void>((resolve) => setImmediate(resolve));

/** One sample of a counter or a histogram's `_count`/`_sum`, by the labels it must have. */
export async function sample(
  metrics: Metrics,
  name: string,
  labels: Record<string, string>,
): Promise<number> {
  const text = await metrics.registry.metrics();
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const line = text
    .split("\n")
    .find(
      (candidate) => candidate.startsWith(`${name}{`) && wanted.every((label) => candidate.includes(label)),
    );
  return Number(line?.split(" ").at(-1));
}
