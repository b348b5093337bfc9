import assert from "node:assert/strict";
import { test } from "node:test";
import { example } from "../../../src/kurrentdb/cluster/example.ts";
import { clusterFrom } from "./cluster-of.ts";
import { example as exampleIn } from "./situations.ts";

test("the example of the documentation page is the sample that people find in deploy/", () => {
  const sample = exampleIn("my-eventstore.yaml");
  assert.deepEqual(example.spec, sample.spec);
  assert.equal(example.metadata.name, sample.metadata.name);
});

/** Azure's classes, slow and cheap to fast, as the operator's README has them. */
for (const [file, storageClass] of [
  ["my-eventstore.yaml", "managed-premium"],
  ["dev.yaml", "default"],
  ["staging.yaml", "managed"],
  ["uat.yaml", "managed"],
  ["production.yaml", "managed-premium"],
] as const) {
  test(`${file} is valid, and its volumes are of the class for it`, () => {
    const cluster = clusterFrom(exampleIn(file));
    assert.equal(cluster.spec.storage.storageClass, storageClass);
  });
}
