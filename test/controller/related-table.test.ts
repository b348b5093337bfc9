import assert from "node:assert/strict";
import { test } from "node:test";
import { type Related, relatedRules } from "../../src/controller/related-table.ts";

interface Cluster {
  secrets: string[];
  class?: string;
  labels: Record<string, string>;
}

const table: Related<Cluster>[] = [
  { kind: "Secret.v1", plural: "secrets", select: ({ secrets }) => ({ names: secrets }) },
  {
    kind: "StorageClass.storage.k8s.io/v1",
    plural: "storageclasses",
    isClusterScoped: true,
    select: (cluster) => ({ names: cluster.class ? [cluster.class] : [] }),
  },
  { kind: "Pod.v1", plural: "pods", select: ({ labels }) => ({ matchLabels: labels }) },
];

test("objects are asked for by name, each kind by one rule, and those of no namespace without one", () =>
  assert.deepEqual(relatedRules(table, { secrets: ["a", "b"], class: "fast", labels: {} }, "data"), [
    { apiVersion: "v1", resource: "secrets", namespace: "data", names: ["a", "b"] },
    { apiVersion: "storage.k8s.io/v1", resource: "storageclasses", names: ["fast"] },
  ]));

test("by label only those of the resource's own namespace", () =>
  assert.deepEqual(relatedRules(table, { secrets: [], labels: { app: "x" } }, "data"), [
    { apiVersion: "v1", resource: "pods", namespace: "data", labelSelector: { matchLabels: { app: "x" } } },
  ]));

test("no names and no labels make no rule: it would bring every object of its kind", () =>
  assert.deepEqual(relatedRules(table, { secrets: [], labels: {} }, "data"), []));
