/** Dashboards: each panel shows something, given what the service and the operators really say. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { stringify } from "yaml";
import { controllers, operators } from "../../src/operators.ts";
import { createLog } from "../../src/server/log.ts";
import { startService } from "../../src/server/service.ts";
import { readSettings } from "../../src/server/settings.ts";
import { inMonitoring, read, stateMetrics, unknownSeries } from "./known-series.ts";
import { promtool, skip } from "./promtool.ts";
import { type Series, seriesOf, withOptionalFields } from "./state-metrics.ts";

interface Panel {
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { uid: string };
  targets?: { expr: string }[];
}
interface Dashboard {
  uid: string;
  title: string;
  panels: Panel[];
  templating: { list: { name: string; type: string; definition?: string }[] };
}
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana puts in the variable.
const DATASOURCE = "${datasource}";
const files = (await readdir(inMonitoring("dashboards/"))).sort();
const dashboards = await Promise.all(
  files.map(async (file) => ({ file, ...(JSON.parse(await read(`dashboards/${file}`)) as Dashboard) })),
);
const queriesOf = ({ panels }: Dashboard) =>
  panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

/** What Grafana puts in for the variables when everything is chosen. */
const filledIn = (expr: string) =>
  expr
    .replaceAll("$__rate_interval", "5m")
    .replace(/\$\{\w+:regex\}|\$(namespace|cluster|operator)\b/g, ".*");

test("three dashboards, each with its own uid and the variables that its queries use", () => {
  assert.deepEqual(files, ["chronik-clusters.json", "kurrentdb-clusters.json", "stream-operators.json"]);
  for (const dashboard of dashboards) {
    const { file, uid, templating } = dashboard;
    assert.equal(`${uid}.json`, file);
    const names = templating.list.map(({ name }) => name);
    assert.equal(names[0], "datasource");
    assert.ok(names.includes("namespace"));
    for (const { title, expr } of queriesOf(dashboard)) {
      for (const [, word, inBraces] of expr.matchAll(/\$(?:(\w+)|\{(\w+)(?::\w+)?\})/g)) {
        const name = word ?? inBraces!;
        assert.ok(name === "__rate_interval" || names.includes(name), `${file}, ${title}: ${name}`);
      }
    }
  }
});

test("panels take the chosen data source and do not lie over one another", () => {
  for (const { file, panels } of dashboards) {
    const cells = new Set<string>();
    for (const { type, title, gridPos, datasource } of panels) {
      if (type !== "row") assert.equal(datasource?.uid, DATASOURCE, `${file}, ${title}`);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.ok(x < 24 && !cells.has(`${x},${y}`), `${file}, ${title} at ${x},${y}`);
          cells.add(`${x},${y}`);
        }
      }
    }
  }
});

test("queries ask only for series that there are", async () => {
  const ofService = new Set((await scraped()).map(({ name }) => name.replace(/_(bucket|sum|count)$/, "")));
  for (const dashboard of dashboards) {
    for (const { title, expr } of queriesOf(dashboard)) {
      assert.deepEqual(unknownSeries(expr, ofService, new Set()), [], `${dashboard.file}, ${title}`);
    }
    for (const { definition } of dashboard.templating.list) {
      if (definition) assert.deepEqual(unknownSeries(definition, ofService, new Set()), [], definition);
    }
  }
});

for (const dashboard of dashboards) {
  test(`${dashboard.title}: every panel shows something`, { skip }, async () => {
    const all = [...(await scraped()), ...ofResources(), ...ofKubernetes(), ...ofKurrentDB()];
    const queries = queriesOf(dashboard);
    await inTemporaryFolder(async (folder) => {
      const rules = queries.map(({ expr }, index) => ({ record: `panel:${index}`, expr: filledIn(expr) }));
      await writeFile(join(folder, "rules.yaml"), stringify({ groups: [{ name: "panels", rules }] }));
      const checks = queries.map(({ title, expr }, index) => ({
        // What promtool prints of a failure is the query, so the panel's name stands in it.
        expr: `count(panel:${index}) > bool 0 # ${title}: ${expr.replaceAll("\n", " ")}`,
        eval_time: "20m",
        exp_samples: [{ labels: "{}", value: 1 }],
      }));
      const input = all.map(({ name, labels, value }) => ({
        series: `${name}{${Object.entries(labels)
          .map(([label, text]) => `${label}=${JSON.stringify(text)}`)
          .join(",")}}`,
        // The state of a resource stays; a counter goes on, or there would be no rate.
        values: name.startsWith("stream_resource_") ? `${value}x30` : `${value}+1x30`,
      }));
      const file = join(folder, "test.yaml");
      const tests = [{ interval: "1m", input_series: input, promql_expr_test: checks }];
      await writeFile(file, stringify({ rule_files: ["rules.yaml"], evaluation_interval: "1m", tests }));
      await promtool("test", "rules", file);
    });
  });
}

/** What the real service says after some calls, as Prometheus stores it. */
async function scraped(): Promise<Series[]> {
  const env = { WEBHOOK_PORT: "0", METRICS_PORT: "0", HEALTH_PORT: "0" };
  const settings = readSettings(
    env,
    operators.map(({ name }) => name),
  );
  const { ports, stop } = await startService(operators, settings, createLog("silent"));
  try {
    for (const { resource, example } of controllers) {
      for (const hook of ["sync", "customize"]) {
        await fetch(`http://127.0.0.1:${ports.webhook}/${resource}/${hook}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(example),
        });
      }
    }
    const page = await (await fetch(`http://127.0.0.1:${ports.metrics}/metrics`)).text();
    const target = { namespace: "operators", pod: "operator-0", instance: "10.0.0.9:8080", job: "operator" };
    return page
      .split("\n")
      .filter((line) => line && !line.startsWith("#"))
      .flatMap((line) => {
        const [, name, labels = "", value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
        const own = Object.fromEntries(
          [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text]),
        );
        return name && Number.isFinite(Number(value))
          ? [{ name, labels: { ...own, ...target }, value: Number(value) }]
          : [];
      });
  } finally {
    await stop();
  }
}

/** What kube-state-metrics says of the examples after their first sync. */
const ofResources = (): Series[] =>
  controllers.flatMap(({ customResource, sync, example, stateMetrics: own }) => {
    const config = stateMetrics.spec.resources.find(
      ({ groupVersionKind }) => groupVersionKind.kind === customResource.kind,
    )!;
    const { status } = sync(example, "2026-01-02T03:04:05Z");
    return seriesOf(config, withOptionalFields({ ...example.parent, status }, own));
  });

/** What Kubernetes says of their pods, volumes and StatefulSets. */
function ofKubernetes(): Series[] {
  const { parent: chronik } = controllers.find(({ resource }) => resource === "chronikcluster")!.example;
  const { parent: kurrentdb } = controllers.find(({ resource }) => resource === "kurrentdb")!.example;
  const sets = [
    { namespace: chronik.metadata.namespace, statefulset: `${chronik.metadata.name}-ingest` },
    { namespace: kurrentdb.metadata.namespace, statefulset: kurrentdb.metadata.name },
  ];
  return sets.flatMap(({ namespace, statefulset }) => {
    const pod = { namespace, pod: `${statefulset}-0` };
    const claim = { namespace, persistentvolumeclaim: `data-${statefulset}-0` };
    const set = { namespace, statefulset };
    const hpa = { namespace, horizontalpodautoscaler: `${statefulset}-hpa` };
    const container = { ...pod, container: "main" };
    const named = (names: string[], labels: Record<string, string>) =>
      names.map((name) => ({ name, labels, value: 1 }));
    return [
      ...named(
        [
          "container_cpu_usage_seconds_total",
          "container_memory_working_set_bytes",
          "container_cpu_cfs_throttled_periods_total",
          "container_cpu_cfs_periods_total",
        ],
        container,
      ),
      ...named(["container_network_receive_bytes_total", "container_network_transmit_bytes_total"], pod),
      ...named(["kube_pod_container_status_restarts_total"], container),
      ...named(["kubelet_volume_stats_available_bytes", "kubelet_volume_stats_capacity_bytes"], claim),
      ...named(
        [
          "kube_statefulset_replicas",
          "kube_statefulset_status_replicas_ready",
          "kube_statefulset_status_replicas_updated",
        ],
        set,
      ),
      ...named(
        [
          "kube_horizontalpodautoscaler_spec_max_replicas",
          "kube_horizontalpodautoscaler_status_desired_replicas",
        ],
        hpa,
      ),
      ...["", "-nodes"].flatMap((of) =>
        named(["up"], { namespace, service: `${statefulset}${of}`, instance: "10.0.0.1:8080" }),
      ),
    ];
  });
}

/** What a member of a KurrentDB cluster says, with the labels that its documentation of version 26.1 shows. */
function ofKurrentDB(): Series[] {
  const { metadata } = controllers.find(({ resource }) => resource === "kurrentdb")!.example.parent;
  const target = {
    namespace: metadata.namespace,
    service: `${metadata.name}-nodes`,
    pod: `${metadata.name}-0`,
    instance: "10.0.0.1:2113",
  };
  const subscription = { event_stream_id: "orders", group_name: "mail" };
  const all: [string, Record<string, string>][] = [
    ["statuses", { name: "Node", status: "Leader" }],
    ["elections_count_total", {}],
    ["gossip_latency_seconds_bucket", { activity: "push-to-peer", status: "successful", le: "0.005" }],
    ["gossip_latency_seconds_bucket", { activity: "push-to-peer", status: "successful", le: "+Inf" }],
    ["gossip_latency_seconds_count", { activity: "push-to-peer", status: "failed" }],
    ["gc_pause_duration_max_seconds", { range: "16-20 seconds" }],
    ["gc_heap_size_bytes", {}],
    ["queue_queueing_duration_max_seconds", { name: "Readers", range: "16-20 seconds" }],
    ["io_events_total", { activity: "written" }],
    ["io_bytes_total", { activity: "read" }],
    ["grpc_method_duration_seconds_bucket", { activity: "append", status: "successful", le: "0.1" }],
    ["grpc_method_duration_seconds_bucket", { activity: "append", status: "successful", le: "+Inf" }],
    ["incoming_grpc_calls_total", { kind: "total" }],
    ["writer_flush_duration_max_seconds", { range: "16-20 seconds" }],
    ["cache_hits_misses_total", { cache: "stream-info", kind: "hits" }],
    ["projection_progress", { projection: "$by_category" }],
    ["persistent_sub_last_known_event_number", subscription],
    ["persistent_sub_checkpointed_event_number", subscription],
    ["persistent_sub_parked_messages", subscription],
    ["checkpoints", { name: "writer", read: "non-flushed" }],
    ["checkpoints", { name: "replication", read: "non-flushed" }],
    ["disk_io_bytes_total", { activity: "written" }],
    ["proc_mem_bytes", { kind: "working-set" }],
  ];
  return all.map(([name, labels]) => ({
    name: `kurrentdb_${name}`,
    labels: { ...labels, ...target },
    value: 1,
  }));
}

async function inTemporaryFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "dashboards-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
