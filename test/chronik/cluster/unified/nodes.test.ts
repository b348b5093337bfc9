import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bootstrapAddress,
  claimOfIndex,
  isCluster,
  metricsPorts,
  nodeHost,
  nodeNumbers,
  podIndexes,
  podName,
} from "../../../../src/chronik/cluster/unified/nodes.ts";
import { singleOf, threeOf } from "./unified-of.ts";

test("the server counts its nodes from 1, and of a cluster the pods do too", () => {
  assert.deepEqual(nodeNumbers(threeOf()), [1, 2, 3]);
  assert.deepEqual(podIndexes(threeOf()), [1, 2, 3]);
  assert.equal(podName(threeOf(), 3), "events-server-3");
});

test("a single node's pod is called as ever, since Kubernetes before 1.27 numbers pods from 0 alone", () => {
  assert.deepEqual(nodeNumbers(singleOf()), [1]);
  assert.equal(podName(singleOf(), 1), "events-server-0");
  assert.equal(claimOfIndex(singleOf(), 0), "data-events-server-0");
  assert.ok(!isCluster(singleOf()));
});

test("names end in svc, which any domain of a Kubernetes cluster completes", () => {
  assert.equal(nodeHost(threeOf(), 2), "events-server-2.events-server.data.svc");
  assert.equal(bootstrapAddress(threeOf()), "events-server-client.data.svc:9092");
});

test("metrics have a port for each node, which the server does not let anybody choose", () => {
  assert.deepEqual(
    metricsPorts(threeOf()).map(({ port }) => port),
    [13001, 13002, 13003],
  );
  assert.deepEqual(metricsPorts(singleOf()), [{ name: "metrics", port: 13092 }]);
});
