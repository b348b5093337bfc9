import assert from "node:assert/strict";
import { test } from "node:test";
import { FINGERPRINT, NODES, POD_TEMPLATE } from "../../../../../src/chronik/cluster/annotations.ts";
import type { ChronikCluster } from "../../../../../src/chronik/cluster/cluster.ts";
import { statefulSet } from "../../../../../src/chronik/cluster/unified/children/stateful-set.ts";
import { brokersFrom, singleOf, threeOf } from "../unified-of.ts";

const set = (cluster: ChronikCluster, secrets = "s1") => statefulSet(cluster, brokersFrom(cluster), secrets);
const spec = (cluster: ChronikCluster) => set(cluster).spec!;
const annotation = (cluster: ChronikCluster, name: string) => set(cluster).metadata?.annotations?.[name];

test("several nodes start together, are numbered from 1, and rest between restarts", () => {
  const { replicas, podManagementPolicy, ordinals, minReadySeconds, serviceName } = spec(threeOf());
  assert.equal(replicas, 3);
  assert.equal(podManagementPolicy, "Parallel", "none is ready before there is a majority");
  assert.deepEqual(ordinals, { start: 1 }, "or the first pod's index would be no number the server takes");
  assert.equal(minReadySeconds, 30);
  assert.equal(serviceName, "events-server", "the headless Service, or pods have no names of their own");
});

test("a single node asks for nothing that an older Kubernetes would drop, and we would write again each time", () => {
  const { replicas, ordinals, minReadySeconds } = spec(singleOf());
  assert.deepEqual([replicas, ordinals, minReadySeconds], [1, undefined, undefined]);
});

test("it remembers how many nodes there are, and which template they have", () => {
  assert.equal(annotation(threeOf(), NODES), "3");
  const template = annotation(threeOf(), POD_TEMPLATE);
  assert.notEqual(annotation(threeOf({ image: { server: "other:1" } }), POD_TEMPLATE), template);
  assert.equal(annotation(threeOf({ storage: { deletionPolicy: "Delete" } }), POD_TEMPLATE), template);
  assert.notEqual(
    annotation(threeOf({ storage: { deletionPolicy: "Delete" } }), FINGERPRINT),
    annotation(threeOf(), FINGERPRINT),
  );
});

test("volumes are as asked for, and outlive deletion unless people say otherwise", () => {
  const storage = { size: "2048Mi", storageClass: "fast" };
  const [claim] = spec(singleOf({ storage })).volumeClaimTemplates!;
  assert.equal(claim?.metadata?.name, "data");
  assert.equal(claim?.spec?.resources?.requests?.storage, "2Gi");
  assert.equal(claim?.spec?.storageClassName, "fast");
  assert.equal(spec(singleOf()).persistentVolumeClaimRetentionPolicy, undefined);
  assert.deepEqual(
    spec(singleOf({ storage: { deletionPolicy: "Delete" } })).persistentVolumeClaimRetentionPolicy,
    {
      whenDeleted: "Delete",
      whenScaled: "Retain",
    },
  );
});
