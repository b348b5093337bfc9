import assert from "node:assert/strict";
import { test } from "node:test";
import { imagesPublished } from "../../../../src/chronik/cluster/tiered/images.ts";
import { clusterOf } from "../cluster-of.ts";

const own = {
  controller: "registry.example.com/chronik/controller:1",
  ingest: "ours/ingest:1",
  search: "ours/search:1",
};
const judged = (spec: object) => {
  const { status, reason, message } = imagesPublished(clusterOf(spec));
  return { status, reason, message };
};

test("the contract's own names lead nowhere, with any tag, and it says which", () => {
  const { status, reason, message } = judged({});
  assert.deepEqual([status, reason], ["False", "ImagesNotPublished"]);
  assert.match(message, /^No image chronik\/controller:latest, chronik\/ingest:latest was ever published/);
  assert.match(message, /Set image\.controller, image\.ingest to/);
  for (const ingest of ["chronik/ingest:v1.0.0", "docker.io/chronik/ingest@sha256:0f", "chronik/ingest"])
    assert.equal(judged({ image: { ...own, ingest } }).status, "False", ingest);
});

test("an image of one's own may be anywhere", () =>
  assert.deepEqual(judged({ image: own, searchNodes: 1 }).reason, "OwnImages"));

test("a role that there is not needs no image", () => {
  const { search: _, ...image } = own;
  assert.equal(judged({ image }).status, "True");
  assert.equal(judged({ image, searchNodes: 1 }).status, "False");
});
