import assert from "node:assert/strict";
import { test } from "node:test";
import { inTodaysSpelling } from "../../../src/chronik/cluster/earlier-spelling.ts";
import { read } from "../../../src/chronik/cluster/read.ts";
import { DEFAULT_PLATFORM } from "../../../src/controller/platform.ts";
import { clusterOf, parentOf } from "./cluster-of.ts";

const backendOf = (storage: object) => clusterOf({ storage }).spec.storage.backend;

test("a word, with what it needs beside it, is what today stands within", () => {
  const s3 = { bucket: "b", region: "r" };
  assert.deepEqual(backendOf({ backend: "s3", s3: { ...s3, endpoint: null } }), { s3 });
  assert.deepEqual(backendOf({ backend: "gcs", gcs: { bucket: "b" } }), { gcs: { bucket: "b" } });
  const azure = { container: "c", account: "a" };
  assert.deepEqual(backendOf({ backend: "azure", azure }), { azure });
  assert.deepEqual(backendOf({ backend: "local" }), { local: {} });
  assert.deepEqual(backendOf({ backend: "local", s3 }), { local: {} }, "what the word does not need");
});

test("a word without what it needs is told what is missing", () => {
  const { problems } = read(parentOf({ storage: { backend: "s3" } }), DEFAULT_PLATFORM);
  assert.deepEqual(
    problems?.map(({ path, message }) => `${path} ${message}`),
    ["spec.storage.backend.s3.bucket is required", "spec.storage.backend.s3.region is required"],
  );
});

test("the database is the one there is in either spelling, and an earlier type of metric is understood", () => {
  const { metastore, autoscaling } = clusterOf({
    metastore: { database: "postgres" },
    autoscaling: {
      ingestNodes: {
        minReplicas: 1,
        maxReplicas: 3,
        customMetrics: [{ name: "lag", targetType: "Utilization", targetValue: "80" }],
      },
    },
  }).spec;
  assert.equal(metastore.database, "postgres");
  assert.equal(autoscaling.ingestNodes?.customMetrics?.[0]?.targetType, "Utilization");
});

test("everything else is left as it is, whatever it is", () => {
  for (const spec of [
    null,
    "text",
    [],
    {},
    { storage: null },
    { storage: [] },
    { storage: { backend: "nfs" } },
  ])
    assert.equal(inTodaysSpelling(spec), spec);
});
