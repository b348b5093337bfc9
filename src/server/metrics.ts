import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { HOOKS } from "./hook.ts";

/** How a hook call ended. A fixed list, since each is a value of a metric's label. */
export const OUTCOMES = [
  "ok",
  "invalid_spec",
  "bad_request",
  "unauthorized",
  "too_large",
  "unsupported_media_type",
  "overloaded",
  "aborted",
  "error",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Metrics {
  registry: Registry;
  requests: Counter<"operator" | "hook" | "outcome">;
  seconds: Histogram<"operator" | "hook">;
  requestBytes: Histogram<"operator" | "hook">;
  children: Histogram<"operator" | "hook">;
  invalidSpecs: Counter<"operator">;
  inFlight: Gauge;
  reloadFailures: Counter;
  certificateExpiry: Gauge;
}

/** @param operators their names; the series of each start at 0, so that a rate sees the first failure */
export function createMetrics(operators: readonly string[], version: string): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metric = (name: string, help: string) => ({
    name: `stream_operators_${name}`,
    help,
    registers: [registry],
  });
  const byHook = ["operator", "hook"] as const;

  new Gauge({
    ...metric("build_info", "Always 1; the labels say what is running."),
    labelNames: ["version", "node"],
  }).set({ version, node: process.version }, 1);

  const metrics: Metrics = {
    registry,
    requests: new Counter({
      ...metric("hook_requests_total", "Hook calls by how they ended."),
      labelNames: [...byHook, "outcome"],
    }),
    seconds: new Histogram({
      ...metric("hook_duration_seconds", "Time from a hook call's headers to the end of its answer."),
      labelNames: byHook,
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    }),
    requestBytes: new Histogram({
      ...metric("hook_request_size_bytes", "Size of the bodies of hook calls."),
      labelNames: byHook,
      buckets: [1e3, 1e4, 2.5e4, 5e4, 1e5, 2.5e5, 5e5, 1e6, 5e6, 2.5e7, 1e8],
    }),
    children: new Histogram({
      ...metric("hook_children", "Children that an answer asked for."),
      labelNames: byHook,
      buckets: [0, 1, 2, 5, 10, 15, 20, 30, 50, 100, 250, 1000],
    }),
    invalidSpecs: new Counter({
      ...metric(
        "invalid_specs_total",
        "Answers that declared a custom resource Stalled, since its spec is not valid.",
      ),
      labelNames: ["operator"],
    }),
    inFlight: new Gauge(metric("hook_requests_in_flight", "Hook calls being read or answered.")),
    reloadFailures: new Counter(
      metric(
        "credentials_reload_failures_total",
        "Changed certificate or token files that could not be taken over.",
      ),
    ),
    certificateExpiry: new Gauge(
      metric(
        "tls_certificate_expiry_timestamp_seconds",
        "When the certificate in use expires; 0 without TLS.",
      ),
    ),
  };

  for (const operator of operators) {
    metrics.invalidSpecs.inc({ operator }, 0);
    for (const hook of HOOKS) {
      for (const outcome of OUTCOMES) metrics.requests.inc({ operator, hook, outcome }, 0);
    }
  }
  return metrics;
}
