import assert from "node:assert/strict";
import { test } from "node:test";
import { topologyFixed, workloadsOfOtherTopology } from "../../../src/chronik/cluster/topology.ts";
import { clusterFrom, parentOf, requestOf } from "./cluster-of.ts";
import { afterwards } from "./situations.ts";

const others = (spec: object, then: object) => {
  const running = afterwards(requestOf(spec));
  return workloadsOfOtherTopology(clusterFrom(parentOf(then)), running);
};

test("of a cluster whose topology was changed the StatefulSets are those of the other one", () => {
  const names = (spec: object, then: object) => others(spec, then).map(({ metadata }) => metadata.name);
  assert.deepEqual(names({}, { topology: "Unified" }), ["events-controller", "events-ingest"]);
  assert.deepEqual(names({ topology: "Unified" }, {}), ["events-server"]);
  assert.deepEqual(names({}, {}), []);
  assert.deepEqual(names({ topology: "Unified" }, { topology: "Unified" }), []);
});

test("nothing changes then, and the status counts the pods that there are", () => {
  const cluster = clusterFrom(parentOf({ topology: "Unified" }));
  const { isFrozen, obstacles, status } = topologyFixed(cluster, others({}, { topology: "Unified" }));
  assert.ok(isFrozen);
  assert.match(obstacles[0]!.message, /Set topology to Tiered again/);
  assert.equal((status as { ready: string }).ready, "6/6");
});
