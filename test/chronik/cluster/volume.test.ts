import assert from "node:assert/strict";
import { test } from "node:test";
import { volume } from "../../../src/chronik/cluster/volume.ts";
import { clusterOf } from "./cluster-of.ts";

test("a pod has a volume of its own, of the size and the class of the spec", () => {
  assert.deepEqual(volume(clusterOf({ storage: { size: "5Gi", storageClass: "fast" } })), {
    size: "5Gi",
    storageClass: "fast",
    accessModes: ["ReadWriteOnce"],
  });
  assert.equal(volume(clusterOf()).storageClass, undefined, "the cluster's default");
});
