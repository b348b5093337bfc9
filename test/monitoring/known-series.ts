/** Which series there are, so that a query cannot ask for one that nobody has. */
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import type { Explanations } from "../../src/controller/words.ts";

const MONITORING = new URL("../../deploy/monitoring/", import.meta.url);
export const inMonitoring = (path: string) => new URL(path, MONITORING);
export const read = (path: string) => readFile(inMonitoring(path), "utf8");

export interface StateMetrics {
  spec: { resources: StateResource[] };
}
export interface StateResource {
  groupVersionKind: { group: string; version: string; kind: string };
  metricNamePrefix: string;
  labelsFromPath: Record<string, string[]>;
  metrics: {
    name: string;
    commonLabels?: Record<string, string>;
    errorLogV?: number;
    each: {
      type: "Info" | "StateSet" | "Gauge";
      info?: { labelsFromPath: Record<string, string[]> };
      stateSet?: { labelName: string; path: string[]; list: string[] };
      gauge?: {
        path: string[];
        labelsFromPath?: Record<string, string[]>;
        labelFromKey?: string;
        valueFrom?: string[];
      };
    };
  }[];
}
export const stateMetrics = parse(
  await read("kube-state-metrics/custom-resource-state.yaml"),
) as StateMetrics;

const ofResources = new Set(
  stateMetrics.spec.resources.flatMap(({ metricNamePrefix, metrics }) =>
    metrics.map(({ name }) => `${metricNamePrefix}_${name}`),
  ),
);

/**
 * Those of KurrentDB that are in use here, by its documentation and source of version 26.1 (docs/server/diagnostics,
 * src/KurrentDB.Core/MetricsBootstrapper.cs), all of them on in the metricsconfig.json it comes with.
 */
const ofKurrentDB = new Set([
  "kurrentdb_cache_hits_misses_total",
  "kurrentdb_checkpoints",
  "kurrentdb_disk_io_bytes_total",
  "kurrentdb_elections_count_total",
  "kurrentdb_gc_heap_size_bytes",
  "kurrentdb_gc_pause_duration_max_seconds",
  "kurrentdb_gossip_latency_seconds",
  "kurrentdb_grpc_method_duration_seconds",
  "kurrentdb_incoming_grpc_calls_total",
  "kurrentdb_io_bytes_total",
  "kurrentdb_io_events_total",
  "kurrentdb_persistent_sub_checkpointed_event_number",
  "kurrentdb_persistent_sub_last_known_event_number",
  "kurrentdb_persistent_sub_parked_messages",
  "kurrentdb_proc_mem_bytes",
  "kurrentdb_projection_progress",
  "kurrentdb_projection_status",
  "kurrentdb_queue_queueing_duration_max_seconds",
  "kurrentdb_statuses",
  "kurrentdb_writer_flush_duration_max_seconds",
]);

/** Of Kubernetes: kube-state-metrics, the kubelet with its cAdvisor; and Prometheus' own. */
const ofOthers = new Set([
  "ALERTS",
  "container_cpu_cfs_periods_total",
  "container_cpu_cfs_throttled_periods_total",
  "container_cpu_usage_seconds_total",
  "container_memory_working_set_bytes",
  "container_network_receive_bytes_total",
  "container_network_transmit_bytes_total",
  "kube_horizontalpodautoscaler_spec_max_replicas",
  "kube_horizontalpodautoscaler_status_desired_replicas",
  "kube_pod_container_status_restarts_total",
  "kube_pod_info",
  "kube_pod_status_ready",
  "kube_statefulset_replicas",
  "kube_statefulset_status_replicas_ready",
  "kube_statefulset_status_replicas_updated",
  "kubelet_volume_stats_available_bytes",
  "kubelet_volume_stats_capacity_bytes",
  // The blackbox exporter's.
  "probe_ssl_earliest_cert_expiry",
  "up",
]);

/** The names of series that a query asks for: words with an underscore, or `up`, before a selector, a range or nothing. */
export function seriesIn(query: string): string[] {
  const plain = query
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/\b(?:by|on|without|ignoring|group_left|group_right)\s*\([^)]*\)/g, " ")
    .replace(/\{[^}]*\}/g, "{}");
  const names = plain.match(/\b(?:up\b|[a-zA-Z][\w:]*_[\w:]*)(?![\w:]|\s*\()/g) ?? [];
  return [...new Set(names)].filter((name) => !/^\$|^__/.test(name));
}

const histogramless = (name: string) => name.replace(/_(bucket|sum|count)$/, "");

/** The series in a query that nobody is known to have. `ofService` are those that the service has shown. */
export const unknownSeries = (query: string, ofService: ReadonlySet<string>, recorded: ReadonlySet<string>) =>
  seriesIn(query).filter(
    (name) =>
      !recorded.has(name) &&
      ![name, histogramless(name)].some(
        (known) =>
          ofResources.has(known) || ofKurrentDB.has(known) || ofOthers.has(known) || ofService.has(known),
      ),
  );

export const wordsOf = (...tables: Explanations[]) => new Set(tables.flatMap((table) => Object.keys(table)));
