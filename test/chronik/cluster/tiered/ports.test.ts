import assert from "node:assert/strict";
import { test } from "node:test";
import { chronikCluster } from "../../../../src/chronik/cluster/controller.ts";
import type { ChronikClusterStatus } from "../../../../src/chronik/cluster/status-schema.ts";
import { servicePortOf } from "../../../../src/chronik/cluster/tiered/ports.ts";
import { NOW } from "../../../support/arbitraries/situation.ts";
import { clusterOf, requestOf } from "../cluster-of.ts";

test("search is where the contract has it, or where its server really is, which speaks HTTP", () => {
  assert.deepEqual(servicePortOf(clusterOf(), "search"), { name: "grpc", port: 9093 });
  const network = { searchPort: 9200 };
  assert.deepEqual(servicePortOf(clusterOf({ network }), "search"), { name: "http", port: 9200 });
  assert.deepEqual(servicePortOf(clusterOf({ network }), "ingest"), { name: "kafka", port: 9092 });
});

test("everything that leads to search knows its port: container, probes, Services, policy and status", () => {
  const { children, status } = chronikCluster.sync(
    requestOf({
      searchNodes: 1,
      probes: "Tcp",
      network: { searchPort: 9200, exposeSearch: true },
      networkPolicy: { enabled: true },
    }),
    NOW,
  );
  const ofSearch = children.filter(({ metadata }) => metadata.name?.startsWith("events-search"));
  const kinds = ofSearch.filter((child) => JSON.stringify(child).includes("9200")).map(({ kind }) => kind);
  assert.deepEqual(kinds, ["Service", "Service", "StatefulSet", "NetworkPolicy"]);
  assert.ok(!JSON.stringify(ofSearch).includes("9093"));
  assert.match((status as ChronikClusterStatus).endpoints.search!, /:9200$/);
});
