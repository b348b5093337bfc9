import assert from "node:assert/strict";
import { test } from "node:test";
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { FINGERPRINT } from "../../../../../src/chronik/cluster/annotations.ts";
import { statefulSet } from "../../../../../src/chronik/cluster/tiered/children/stateful-set.ts";
import { clusterOf } from "../../cluster-of.ts";

const ingest = (spec: object = {}, observed?: StatefulSet) =>
  statefulSet(clusterOf(spec), "ingest", observed, "secrets").spec!;

const withReplicas = (replicas: number) => ({ spec: { replicas } }) as StatefulSet;

test("pods start together, since controllers need each other to become ready, and are replaced one by one", () => {
  const { podManagementPolicy, updateStrategy } = ingest();
  assert.equal(podManagementPolicy, "Parallel");
  assert.deepEqual(updateStrategy, { type: "RollingUpdate", rollingUpdate: { partition: 0 } });
});

test("its Service is the headless one, or pods have no names of their own", () =>
  assert.equal(ingest().serviceName, "events-ingest"));

test("the number of pods is the spec's, 0 included", () => {
  assert.equal(ingest().replicas, 3);
  assert.equal(ingest({ ingestNodes: 0 }).replicas, 0);
  assert.equal(ingest({ ingestNodes: 2 }, withReplicas(9)).replicas, 2, "whoever scaled it by hand");
});

test("with an autoscaler the number is the one there is, within the bounds", () => {
  const spec = { ingestNodes: 4, autoscaling: { ingestNodes: { minReplicas: 2, maxReplicas: 6 } } };
  assert.equal(ingest(spec, withReplicas(5)).replicas, 5, "the autoscaler's number is left to it");
  assert.equal(ingest(spec, withReplicas(1)).replicas, 2, "minReplicas was raised");
  assert.equal(ingest(spec, withReplicas(9)).replicas, 6, "maxReplicas was lowered");
  assert.equal(ingest(spec).replicas, 4, "at first it is the spec's");
  assert.equal(ingest({ ...spec, ingestNodes: 9 }).replicas, 6, "within the bounds as well");
});

test("the volume is what is asked for, complete and canonical", () => {
  const storage = { size: "2048Mi", storageClass: "fast" };
  assert.deepEqual(ingest({ storage }).volumeClaimTemplates, [
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "data" },
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "2Gi" } },
        storageClassName: "fast",
        volumeMode: "Filesystem",
      },
      status: { phase: "Pending" },
    },
  ]);
});

test("volumes outlive deletion unless people say otherwise, and scaling down always", () => {
  assert.equal(ingest().persistentVolumeClaimRetentionPolicy, undefined);
  assert.deepEqual(ingest({ storage: { deletionPolicy: "Delete" } }).persistentVolumeClaimRetentionPolicy, {
    whenDeleted: "Delete",
    whenScaled: "Retain",
  });
});

test("the fingerprint tells a new wish from the last one, and scaling is no new wish", () => {
  const fingerprint = (spec: object) =>
    statefulSet(clusterOf(spec), "ingest", undefined, "secrets").metadata?.annotations?.[FINGERPRINT];
  assert.equal(fingerprint({ ingestNodes: 9 }), fingerprint({}));
  assert.notEqual(fingerprint({ image: { ingest: "chronik/ingest:v2" } }), fingerprint({}));
  assert.equal(fingerprint({ image: { search: "chronik/search:v2" } }), fingerprint({}), "of another role");
});
