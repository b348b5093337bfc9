/** How Prometheus finds pods: by a ServiceMonitor of the Prometheus operator, or by annotations on Services. */
import { Type } from "@sinclair/typebox";
import { LabelMap } from "../schema/schema.ts";
import type { KubernetesObject } from "./object.ts";

export type ScrapeBy = "ServiceMonitor" | "annotations";

/** The fields of a spec that shape a ServiceMonitor. */
export const scrapeFields = {
  scrapeInterval: Type.Optional(
    Type.String({
      pattern: "^[0-9]+(ms|s|m|h)$",
      description: "How often the ServiceMonitor scrapes, such as 30s; Prometheus' own interval unless set.",
    }),
  ),
  serviceMonitorLabels: Type.Optional(
    LabelMap({ description: "Labels on the ServiceMonitor, for a Prometheus that selects by them." }),
  ),
};

/**
 * The usual annotations by which Prometheus finds a Service's pods. They stand on Services and not on pods, whose
 * annotations cannot change without a restart.
 */
export const scrapeAnnotations = (
  port: number,
  scheme: "http" | "https" = "http",
): Record<string, string> => ({
  "prometheus.io/scrape": "true",
  "prometheus.io/port": String(port),
  "prometheus.io/path": "/metrics",
  ...(scheme === "https" && { "prometheus.io/scheme": scheme }),
});

/** A ServiceMonitor that scrapes named ports of the selected Services. */
export const serviceMonitorOf = (
  metadata: KubernetesObject["metadata"],
  selector: Record<string, string>,
  {
    scrapeInterval,
    serviceMonitorLabels,
  }: { scrapeInterval?: string; serviceMonitorLabels?: Record<string, string> },
  ...endpoints: {
    port: string;
    scheme?: "https";
    tlsConfig?: object;
    basicAuth?: object;
    relabelings?: object[];
  }[]
): KubernetesObject & { spec: object } => ({
  apiVersion: "monitoring.coreos.com/v1",
  kind: "ServiceMonitor",
  metadata: { ...metadata, labels: { ...serviceMonitorLabels, ...metadata.labels } },
  spec: {
    selector: { matchLabels: selector },
    endpoints: endpoints.map((endpoint) => ({
      path: "/metrics",
      ...endpoint,
      ...(scrapeInterval && { interval: scrapeInterval }),
    })),
  },
});
