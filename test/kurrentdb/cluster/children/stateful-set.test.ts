import assert from "node:assert/strict";
import { test } from "node:test";
import { FINGERPRINT } from "../../../../src/kurrentdb/cluster/annotations.ts";
import { statefulSet } from "../../../../src/kurrentdb/cluster/children/stateful-set.ts";
import { clusterOf, planFor } from "../cluster-of.ts";

const secrets = { checksum: "secrets", authorityKeys: ["ca.crt"], passwords: undefined };
const set = (spec: object = {}) => statefulSet(clusterOf(spec), planFor(spec), secrets);

test("members start together, since they need each other to become ready, and are replaced one by one", () => {
  const { podManagementPolicy, updateStrategy, serviceName } = set().spec!;
  assert.equal(podManagementPolicy, "Parallel");
  // With the partition there, even members made during an update get the new template.
  assert.deepEqual(updateStrategy, { type: "RollingUpdate", rollingUpdate: { partition: 0 } });
  assert.equal(serviceName, "events-nodes", "or members have no names of their own");
});

test("the number of members is the spec's, 0 included", () => {
  for (const replicas of [0, 1, 3, 5]) assert.equal(set({ replicas }).spec?.replicas, replicas);
});

test("the volume is what is asked for, complete and canonical", () => {
  const storage = { size: "2048Mi", storageClass: "managed", accessModes: ["ReadWriteOncePod"] };
  assert.deepEqual(set({ storage }).spec?.volumeClaimTemplates, [
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "data" },
      spec: {
        accessModes: ["ReadWriteOncePod"],
        resources: { requests: { storage: "2Gi" } },
        storageClassName: "managed",
        volumeMode: "Filesystem",
      },
      status: { phase: "Pending" },
    },
  ]);
});

test("volumes outlive deletion unless people say otherwise, and a stop or a shrink always", () => {
  assert.equal(set().spec?.persistentVolumeClaimRetentionPolicy, undefined);
  assert.deepEqual(
    set({ storage: { deletionPolicy: "Delete" } }).spec?.persistentVolumeClaimRetentionPolicy,
    {
      whenDeleted: "Delete",
      whenScaled: "Retain",
    },
  );
});

test("it remembers what the members have agreed on", () => {
  const { [FINGERPRINT]: _, ...agreed } = set({ replicas: 5, configuration: { nodePort: 3000 } }).metadata!
    .annotations!;
  assert.deepEqual(agreed, {
    "kurrent.io/cluster-size": "5",
    "kurrent.io/members-with-data": "5",
    "kurrent.io/node-port": "3000",
    "kurrent.io/security": "Insecure",
  });
});

test("the fingerprint tells a new wish from the last one; stopping is no new wish", () => {
  const fingerprint = (spec: object) => set(spec).metadata?.annotations?.[FINGERPRINT];
  assert.equal(fingerprint({ replicas: 0, configuration: { clusterSize: 3 } }), fingerprint({}));
  assert.equal(fingerprint({ storage: { size: "99Gi" } }), fingerprint({}), "which can never be applied");
  assert.notEqual(fingerprint({ version: "26.0.1" }), fingerprint({}));
  assert.notEqual(fingerprint({ restartKey: "today" }), fingerprint({}));
});
