import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parseAllDocuments } from "yaml";
import { chronikCluster } from "../../../src/chronik/cluster/controller.ts";
import { example } from "../../../src/chronik/cluster/example.ts";
import type { Parent } from "../../../src/metacontroller/hooks.ts";

const folder = new URL("../../../deploy/operator/examples/", import.meta.url);
const clustersIn = (file: string): Parent[] =>
  parseAllDocuments(readFileSync(new URL(file, folder), "utf8"))
    .map((document) => document.toJS())
    .filter(({ kind }) => kind === "ChronikCluster");

test("the example of the documentation page is the basic cluster that people find in deploy/", () => {
  const [basic] = clustersIn("basic-cluster.yaml");
  assert.deepEqual(example.spec, basic?.spec);
  assert.equal(example.metadata.name, basic?.metadata.name);
});

for (const file of readdirSync(folder)) {
  test(`${file} is valid`, () => {
    assert.ok(clustersIn(file).length > 0);
    for (const parent of clustersIn(file)) assert.deepEqual(chronikCluster.problems(parent), []);
  });
}
