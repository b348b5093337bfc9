import assert from "node:assert/strict";
import { test } from "node:test";
import { childMetadata, clusterSelector, labels } from "../../../src/chronik/cluster/cluster.ts";
import { clusterOf } from "./cluster-of.ts";

test("labels are those of the earlier operator, by which people and dashboards find things", () =>
  assert.deepEqual(labels(clusterOf(), "ingest"), {
    "app.kubernetes.io/name": "chronik-stream",
    "app.kubernetes.io/instance": "events",
    "app.kubernetes.io/component": "ingest",
    "app.kubernetes.io/managed-by": "chronik-operator",
    "chronik.stream/cluster": "events",
    "chronik.stream/component": "ingest",
  }));

test("selectors hold only what never changes, since a selector cannot", () =>
  assert.deepEqual(Object.keys(clusterSelector(clusterOf())), [
    "app.kubernetes.io/name",
    "app.kubernetes.io/instance",
  ]));

test("no empty annotations are written, since the API server does not store them", () => {
  assert.ok(!("annotations" in childMetadata(clusterOf(), "a", "ingest", {})));
  assert.deepEqual(childMetadata(clusterOf(), "a", "ingest", { x: "" }).annotations, { x: "" });
});
