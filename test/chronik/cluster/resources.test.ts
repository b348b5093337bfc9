import assert from "node:assert/strict";
import { test } from "node:test";
import { resources } from "../../../src/chronik/cluster/resources.ts";
import { clusterOf } from "./cluster-of.ts";

test("each component has its own, in the form in which the API server stores them", () => {
  const cluster = clusterOf({
    resources: { server: { cpu: 2, memory: "1024Mi", memoryLimit: "2Gi" }, ingest: { cpu: "500m" } },
  });
  assert.deepEqual(resources(cluster, "server"), {
    requests: { cpu: "2", memory: "1Gi" },
    limits: { memory: "2Gi" },
  });
  assert.deepEqual(resources(cluster, "ingest"), { requests: { cpu: "500m" } });
  assert.deepEqual(resources(cluster, "search"), {});
});
