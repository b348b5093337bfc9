import assert from "node:assert/strict";
import { test } from "node:test";
import { configMap } from "../../../../../src/chronik/cluster/unified/children/config-map.ts";
import { threeOf } from "../unified-of.ts";

test("one for all nodes: the server's file, and which nodes may start empty", () => {
  const { metadata, data } = configMap(threeOf(), "enabled = true\n", [2, 3]);
  assert.equal(metadata?.name, "events-config");
  assert.deepEqual(data, { "chronik.toml": "enabled = true\n", "may-start-empty": "2 3" });
});

test("that none may start empty is said, or the file would be missing and the guard fail", () =>
  assert.equal(configMap(threeOf(), "", []).data?.["may-start-empty"], ""));
