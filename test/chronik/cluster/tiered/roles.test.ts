import assert from "node:assert/strict";
import { test } from "node:test";
import { rolesOf } from "../../../../src/chronik/cluster/tiered/roles.ts";
import { clusterOf } from "../cluster-of.ts";

test("there is a search tier only where somebody asks for search nodes", () => {
  assert.deepEqual(rolesOf(clusterOf()), ["controller", "ingest"]);
  assert.deepEqual(rolesOf(clusterOf({ searchNodes: null })), ["controller", "ingest"]);
  assert.deepEqual(rolesOf(clusterOf({ searchNodes: 0 })), ["controller", "ingest"]);
  assert.deepEqual(rolesOf(clusterOf({ searchNodes: 1 })), ["controller", "ingest", "search"]);
});

test("a role with no pods stays a role: its volumes and its Services wait for it", () =>
  assert.deepEqual(rolesOf(clusterOf({ controllers: 0, ingestNodes: 0 })), ["controller", "ingest"]));
