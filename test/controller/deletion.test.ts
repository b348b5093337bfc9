import assert from "node:assert/strict";
import { test } from "node:test";
import { type StopStep, takeDown } from "../../src/controller/deletion.ts";
import type { Reason } from "../../src/controller/words.ts";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import type { SyncRequest } from "../../src/metacontroller/hooks.ts";

const LAST_APPLIED = "metacontroller.k8s.io/last-applied-configuration";

/** An object that was applied as it is, and then stored with a status. */
const child = (kind: string, name: string, spec: object = {}, status?: object) => {
  const object = { apiVersion: "v1", kind, metadata: { name, namespace: "data" }, spec };
  const annotations = { [LAST_APPLIED]: JSON.stringify(object) };
  return { ...object, metadata: { ...object.metadata, generation: 1, annotations }, status };
};

const workload = (name: string, replicas: number, pods = replicas) =>
  child("StatefulSet", name, { replicas }, { replicas: pods, observedGeneration: 1 });

const steps: StopStep[] = [
  { reason: "StoppingFront" as Reason, includes: ({ metadata }) => metadata.name === "front" },
  { reason: "StoppingBack" as Reason, includes: ({ metadata }) => metadata.name !== "front" },
];

const takenDown = (children: readonly KubernetesObject[], spec: unknown = {}) => {
  const map: Record<string, Record<string, KubernetesObject>> = {};
  for (const object of children) {
    const kind = object.kind === "StatefulSet" ? "StatefulSet.apps/v1" : `${object.kind}.v1`;
    map[kind] = { ...map[kind], [`data/${object.metadata.name}`]: object };
  }
  const {
    step,
    children: kept,
    isDone,
  } = takeDown({ parent: { spec }, children: map } as unknown as SyncRequest, steps);
  return {
    step: step.reason,
    isDone,
    message: step.message,
    kept: kept.map(({ kind, metadata, ...rest }) => {
      const { replicas } = (rest as { spec?: { replicas?: number } }).spec ?? {};
      return `${kind} ${metadata.name}${replicas === undefined ? "" : ` ${replicas}`}`;
    }),
  };
};

const headless = child("Service", "peers", { clusterIP: "None" });
const clients = child("Service", "clients", { clusterIP: "10.0.0.1" });
const config = child("ConfigMap", "config");

test("first traffic goes, while every pod still runs and finds the others", () =>
  assert.deepEqual(takenDown([clients, headless, config, workload("front", 2), workload("back", 3)]), {
    step: "StoppingTraffic",
    isDone: false,
    message: "Waiting for Service clients",
    kept: ["Service peers", "ConfigMap config", "StatefulSet front 2", "StatefulSet back 3"],
  }));

test("then the steps, one after the other, each to the last pod", () => {
  assert.deepEqual(takenDown([headless, workload("front", 2), workload("back", 3)]), {
    step: "StoppingFront",
    isDone: false,
    message: "Waiting for StatefulSet front (2 pods left)",
    kept: ["Service peers", "StatefulSet front 0", "StatefulSet back 3"],
  });
  assert.equal(takenDown([workload("front", 0, 1), workload("back", 3)]).step, "StoppingFront");
  assert.deepEqual(takenDown([workload("front", 0), workload("back", 3)]), {
    step: "StoppingBack",
    isDone: false,
    message: "Waiting for StatefulSet back (3 pods left)",
    kept: ["StatefulSet front 0", "StatefulSet back 0"],
  });
});

test("then the workloads, and the finalizer stays until they are seen to be gone", () =>
  assert.deepEqual(takenDown([config, workload("front", 0), workload("back", 0)]), {
    step: "DeletingWorkloads",
    isDone: false,
    message: "Waiting for StatefulSet back, StatefulSet front",
    kept: ["ConfigMap config"],
  }));

test("the rest is the garbage collector's", () =>
  assert.deepEqual(takenDown([config]), {
    step: "Finished",
    isDone: true,
    message: "All pods have stopped",
    kept: ["ConfigMap config"],
  }));

test("nothing was ever made: done at once", () => assert.equal(takenDown([]).isDone, true));

test("an autoscaler goes in the first step: it would start what is being stopped", () =>
  assert.deepEqual(takenDown([child("HorizontalPodAutoscaler", "hpa"), clients, workload("back", 3)]).kept, [
    "StatefulSet back 3",
  ]));

test("whatever the spec is, only the plain wish to delete the volumes counts as one", () => {
  const policy = (spec: unknown) => {
    const set = workload("back", 3);
    const { children } = takeDown(
      {
        parent: { spec },
        children: { "StatefulSet.apps/v1": { "data/back": set } },
      } as unknown as SyncRequest,
      steps,
    );
    return (children[0] as unknown as { spec: object }).spec;
  };
  assert.ok("persistentVolumeClaimRetentionPolicy" in policy({ storage: { deletionPolicy: "Delete" } }));
  for (const spec of [
    undefined,
    null,
    3,
    "Delete",
    [],
    { storage: null },
    { storage: { deletionPolicy: "delete" } },
  ]) {
    assert.ok(!("persistentVolumeClaimRetentionPolicy" in policy(spec)), JSON.stringify(spec));
  }
});
