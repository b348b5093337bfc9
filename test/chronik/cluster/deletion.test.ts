import assert from "node:assert/strict";
import { test } from "node:test";
import { statusWhileDeleting, stops } from "../../../src/chronik/cluster/deletion.ts";
import type { Workload } from "../../../src/controller/deletion.ts";

const workload = (component: string, readyReplicas = 1): Workload => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: component, labels: { "app.kubernetes.io/component": component } },
  status: { replicas: readyReplicas, readyReplicas },
});

test("every workload has one step, those of components that nobody knows included", () => {
  const steps = (component: string) =>
    stops.filter(({ includes }) => includes(workload(component))).map(({ reason }) => reason as string);
  assert.deepEqual(steps("server"), ["StoppingNodes"]);
  assert.deepEqual(steps("ingest"), ["StoppingIngestAndSearch"]);
  assert.deepEqual(steps("search"), ["StoppingIngestAndSearch"]);
  assert.deepEqual(steps("controller"), ["StoppingControllers"]);
  assert.deepEqual(steps("of a later release"), ["StoppingIngestAndSearch"]);
});

test("what is left is counted by the names of its topology", () => {
  assert.deepEqual(statusWhileDeleting([workload("controller", 3), workload("ingest", 2)]), {
    ready: "5/0",
    readyReplicas: { controllers: 3, ingestNodes: 2, searchNodes: 0 },
    endpoints: {},
  });
  assert.deepEqual(statusWhileDeleting([workload("server", 3)]), {
    ready: "3/0",
    readyReplicas: { nodes: 3 },
    endpoints: {},
  });
});
