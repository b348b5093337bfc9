import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChronikCluster } from "../../../../../src/chronik/cluster/cluster.ts";
import { headlessService } from "../../../../../src/chronik/cluster/unified/children/headless-service.ts";
import { singleOf, threeOf } from "../unified-of.ts";

const ports = (cluster: ChronikCluster) =>
  headlessService(cluster, "annotations").spec?.ports?.map(({ name, port, targetPort }) => {
    assert.equal(targetPort, port, "the pods do not name the ports of each other's metrics");
    return `${name} ${port}`;
  });
const scraped = (cluster: ChronikCluster, by: "annotations" | "ServiceMonitor") =>
  headlessService(cluster, by).metadata?.annotations?.["prometheus.io/port"];

test("it is headless, and several nodes find each other before any is ready", () => {
  assert.equal(headlessService(threeOf(), "annotations").spec?.clusterIP, "None");
  assert.equal(headlessService(threeOf(), "annotations").spec?.publishNotReadyAddresses, true);
  assert.equal(headlessService(singleOf(), "annotations").spec?.publishNotReadyAddresses, undefined);
});

test("several nodes have ports for each other, and each has one for its metrics", () => {
  assert.deepEqual(ports(singleOf()), ["kafka 9092", "api 6092", "metrics 13092"]);
  assert.deepEqual(ports(threeOf()), [
    "kafka 9092",
    "api 6092",
    "wal 9291",
    "raft 5001",
    "metrics-1 13001",
    "metrics-2 13002",
    "metrics-3 13003",
  ]);
});

test("an annotation can name the port of a single node alone, and says nothing where a ServiceMonitor does", () => {
  const monitoring = { prometheus: true };
  assert.equal(scraped(singleOf({ monitoring }), "annotations"), "13092");
  assert.equal(scraped(singleOf({ monitoring }), "ServiceMonitor"), undefined);
  assert.equal(scraped(singleOf(), "annotations"), undefined);
  assert.equal(scraped(threeOf({ monitoring }), "annotations"), undefined);
});
