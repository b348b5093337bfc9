import assert from "node:assert/strict";
import { test } from "node:test";
import { contextOf } from "../../../src/chronik/cluster/children.ts";
import { report } from "../../../src/chronik/cluster/report.ts";
import type { SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { clusterFrom, requestOf } from "./cluster-of.ts";
import { afterwards } from "./situations.ts";

const reportOf = (request: SyncRequest) => report(contextOf(clusterFrom(request.parent), request));
const counted = (request: SyncRequest) =>
  (reportOf(request).status as { readyReplicas: object }).readyReplicas;

test("each topology is reported by its own words", () => {
  assert.deepEqual(counted(afterwards(requestOf())), { controllers: 3, ingestNodes: 3 });
  assert.deepEqual(counted(afterwards(requestOf({ topology: "Unified" }))), { nodes: 1 });
});

test("a topology that was changed comes before all else", () => {
  const running = afterwards(requestOf());
  const changed = { ...running, parent: { ...running.parent, spec: { topology: "Unified" } } };
  assert.deepEqual(
    reportOf(changed).obstacles.map(({ reason }) => reason),
    ["TopologyFixed"],
  );
});
