import assert from "node:assert/strict";
import { test } from "node:test";
import type { StatefulSet, StatefulSetStatus } from "kubernetes-types/apps/v1.js";
import {
  dataVolumeClaim,
  fingerprinted,
  hasPods,
  rollout,
  stopped,
  volumeDifferences,
} from "../../src/kubernetes/stateful-set.ts";

const ANNOTATION = "example.org/fingerprint";

const wanted = (replicas = 3, image = "app:1"): StatefulSet =>
  fingerprinted(ANNOTATION, {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "app" },
    spec: {
      replicas,
      serviceName: "app",
      selector: { matchLabels: { app: "app" } },
      template: { spec: { containers: [{ name: "app", image }] } },
      volumeClaimTemplates: [dataVolumeClaim({ size: "1Gi", accessModes: ["ReadWriteOnce"] })],
    },
  });

const SETTLED = {
  observedGeneration: 2,
  replicas: 3,
  readyReplicas: 3,
  updatedReplicas: 3,
  currentRevision: "a",
  updateRevision: "a",
};

const observed = (status: Partial<StatefulSetStatus> = {}, set = wanted(), generation = 2): StatefulSet => ({
  ...set,
  metadata: { ...set.metadata, generation },
  status: { ...SETTLED, ...status },
});

/** What is observed, how far that is from three pods of app:1, and what people read. */
const rollouts: [
  reason: string,
  observed: StatefulSet | undefined,
  state: string,
  message: string,
  ready: number,
][] = [
  ["nothing exists", undefined, "Missing", "does not exist yet", 0],
  ["all is well", observed(), "Settled", "has 3 of 3 pods ready", 3],
  ["a pod is not ready", observed({ readyReplicas: 2 }), "NotReady", "has 2 of 3 pods ready", 2],
  [
    "no pod is ready, which the status says by saying nothing",
    { ...observed(), status: { replicas: 3, observedGeneration: 2 } },
    "NotReady",
    "has 0 of 3 pods ready",
    0,
  ],
  [
    "it was just created",
    { ...observed(), status: { replicas: 0 } },
    "Scaling",
    "is about to start its pods",
    0,
  ],
  [
    "the new image has not reached it, though it looks settled",
    observed({}, wanted(3, "app:0")),
    "Updating",
    "has a change to roll out",
    3,
  ],
  [
    "the new image has reached it, and its controller has not looked yet",
    observed({ observedGeneration: 1 }),
    "Updating",
    "has a change to roll out",
    3,
  ],
  [
    "one pod of three has the new image",
    observed({ updateRevision: "b", updatedReplicas: 1, readyReplicas: 2 }),
    "Updating",
    "has 1 of 3 pods updated",
    2,
  ],
  [
    "the last pod has the new image, and is not ready yet",
    observed({ updateRevision: "b", updatedReplicas: 3, readyReplicas: 2 }),
    "Updating",
    "has 3 of 3 pods updated",
    2,
  ],
  [
    "a change was taken back half way: the revisions are equal, and one pod still has the change",
    observed({ updatedReplicas: 2 }),
    "Updating",
    "has 2 of 3 pods updated",
    3,
  ],
  [
    "pods are being added",
    observed({ replicas: 2, readyReplicas: 2 }),
    "Scaling",
    "has 2 pods on the way to 3",
    2,
  ],
  [
    "pods are being taken away",
    observed({ replicas: 5, readyReplicas: 5 }),
    "Scaling",
    "has 5 pods on the way to 3",
    3,
  ],
  ["the number has not reached it", observed({}, wanted(5)), "Scaling", "has 3 pods on the way to 3", 3],
];

for (const [reason, set, state, message, ready] of rollouts) {
  test(`rollout: ${reason}`, () => {
    assert.deepEqual(rollout(ANNOTATION, wanted(), set), { state, ready, specified: 3, message });
  });
}

test("rollout: no pods wanted and none there is settled, so that a stopped cluster is no failure", () => {
  const none = { ...SETTLED, replicas: 0, readyReplicas: 0, updatedReplicas: 0 };
  assert.equal(rollout(ANNOTATION, wanted(0), observed(none, wanted(0))).state, "Settled");
});

test("the fingerprint is about the wish: neither the number of pods nor what can never change counts", () => {
  const of = (set: StatefulSet) => set.metadata?.annotations?.[ANNOTATION];
  const bigger = wanted();
  bigger.spec!.volumeClaimTemplates = [dataVolumeClaim({ size: "2Gi", accessModes: ["ReadWriteOnce"] })];
  assert.equal(of(wanted(9)), of(wanted(3)), "or an autoscaler's step would look like a rollout");
  assert.equal(of(fingerprinted(ANNOTATION, bigger)), of(wanted()), "or it would never be reached");
  assert.notEqual(of(wanted(3, "app:2")), of(wanted(3, "app:1")));
});

const request = { size: "10Gi", storageClass: "fast", accessModes: ["ReadWriteOnce"] };
const withVolume = (claim: Parameters<typeof dataVolumeClaim>[0]) => {
  const set = wanted();
  set.spec!.volumeClaimTemplates = [dataVolumeClaim(claim)];
  return set;
};

const differences: [reason: string, has: Parameters<typeof dataVolumeClaim>[0], told: string[]][] = [
  ["the same", request, []],
  ["the same in another notation", { ...request, size: "10240Mi" }, []],
  ["another size", { ...request, size: "5Gi" }, ["size 5Gi instead of 10Gi"]],
  ["another class", { ...request, storageClass: "slow" }, ["class slow instead of fast"]],
  ["no class named", { ...request, storageClass: undefined }, ["class (default) instead of fast"]],
  [
    "other access modes",
    { ...request, accessModes: ["ReadWriteMany"] },
    ["access modes ReadWriteMany instead of ReadWriteOnce"],
  ],
  [
    "everything else",
    { size: 1, storageClass: "slow", accessModes: [] },
    ["size 1 instead of 10Gi", "class slow instead of fast", "access modes  instead of ReadWriteOnce"],
  ],
];

for (const [reason, has, told] of differences) {
  test(`volumes: ${reason}`, () => assert.deepEqual(volumeDifferences(request, withVolume(has)), told));
}

test("volumes: whichever class was the default then is right when none is asked for", () =>
  assert.deepEqual(
    volumeDifferences(
      { ...request, storageClass: undefined },
      withVolume({ ...request, storageClass: "fast" }),
    ),
    [],
  ));

test("volumes: a StatefulSet without a volume of ours has nothing to differ in", () => {
  const set = wanted();
  delete set.spec!.volumeClaimTemplates;
  assert.deepEqual(volumeDifferences(request, set), []);
});

const pods: [reason: string, set: StatefulSet, has: boolean][] = [
  ["it runs", observed(), true],
  ["it is asked to stop, and pods are still there", observed({ replicas: 2 }, wanted(0)), true],
  ["its controller has not heard yet", observed({ replicas: 0, observedGeneration: 1 }, wanted(0)), true],
  [
    "nobody has said how many, which means one",
    { spec: { ...wanted().spec!, replicas: undefined as never } },
    true,
  ],
  ["it has no status yet", { ...observed({}, wanted(0)), status: undefined as never }, true],
  ["all pods are gone, and its controller knows why", observed({ replicas: 0 }, wanted(0)), false],
];

for (const [reason, set, has] of pods) {
  test(`pods: ${reason}`, () => assert.equal(hasPods(set), has));
}

test("stopping takes the pods and nothing else, and says anew what becomes of the volumes", () => {
  const policy = { whenDeleted: "Retain", whenScaled: "Retain" };
  const set = wanted();
  set.spec!.persistentVolumeClaimRetentionPolicy = policy;
  const { persistentVolumeClaimRetentionPolicy: _, ...rest } = set.spec!;
  assert.deepEqual(stopped(set, false).spec, { ...rest, replicas: 0 });
  assert.deepEqual(stopped(set, true).spec, {
    ...rest,
    replicas: 0,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Retain" },
  });
});
