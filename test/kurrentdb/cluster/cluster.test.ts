import assert from "node:assert/strict";
import { test } from "node:test";
import {
  childMetadata,
  labels,
  nodesDomain,
  selectorLabels,
  versionOf,
  volumeNames,
} from "../../../src/kurrentdb/cluster/cluster.ts";
import { clusterOf, TLS } from "./cluster-of.ts";

test("labels are those that people and dashboards find things by", () =>
  assert.deepEqual(labels(clusterOf()), {
    "app.kubernetes.io/name": "kurrentdb",
    "app.kubernetes.io/instance": "events",
    "app.kubernetes.io/managed-by": "kurrentdb-operator",
    "kurrent.io/cluster": "events",
  }));

test("selectors hold only what never changes, since a selector cannot", () =>
  assert.deepEqual(Object.keys(selectorLabels(clusterOf())), [
    "app.kubernetes.io/name",
    "app.kubernetes.io/instance",
  ]));

test("with certificates it is TLS, and the server's own word for the rest is Insecure", () => {
  assert.equal(clusterOf().security.mode, "Insecure");
  assert.equal(clusterOf({ security: TLS }).security.mode, "TLS");
});

test("volumes are named as the StatefulSet controller names them, for all the members there can be", () =>
  assert.deepEqual(
    volumeNames(clusterOf({ replicas: 1 })),
    [0, 1, 2, 3, 4].map((index) => `data-events-${index}`),
  ));

test("members find each other by a name of their namespace", () =>
  assert.equal(nodesDomain(clusterOf()), "events-nodes.data.svc.cluster.local"));

test("the version is that of the image that runs", () => {
  assert.equal(versionOf(clusterOf({ version: "26.0.1" })), "26.0.1");
  assert.equal(versionOf(clusterOf({ version: "26.0.1", image: "mirror:5000/kurrentdb:25" })), "25");
});

test("no empty annotations are written, since the API server does not store them", () => {
  assert.ok(!("annotations" in childMetadata(clusterOf(), "a", {})));
  assert.deepEqual(childMetadata(clusterOf(), "a", { x: "" }).annotations, { x: "" });
});
