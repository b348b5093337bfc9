import assert from "node:assert/strict";
import { test } from "node:test";
import { deletionOf, type StopStep } from "../../src/controller/deletion.ts";
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
  } = deletionOf({ parent: { spec }, children: map } as unknown as SyncRequest, steps);
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

test("then the workloads, and what supports pods stays until they are seen to be gone", () =>
  assert.deepEqual(takenDown([config, workload("front", 0), workload("back", 0)]), {
    step: "DeletingWorkloads",
    isDone: false,
    message: "Waiting for StatefulSet back, StatefulSet front",
    kept: ["ConfigMap config"],
  }));

test("then the rest: what is left would be in the way of a resource that is applied again", () => {
  assert.deepEqual(takenDown([config, headless]), {
    step: "DeletingRest",
    isDone: false,
    message: "Waiting for ConfigMap config, Service peers",
    kept: [],
  });
  assert.deepEqual(takenDown([]), {
    step: "Finished",
    isDone: true,
    message: "Nothing of it is left",
    kept: [],
  });
});

const volume = child("PersistentVolumeClaim", "data-back-0");

test("volumes stay, in every step and after the last", () => {
  for (const others of [[clients, workload("back", 3)], [workload("back", 0)], [config], []]) {
    const { kept, isDone } = takenDown([...others, volume]);
    assert.ok(kept.includes("PersistentVolumeClaim data-back-0"));
    assert.equal(isDone, others.length === 0);
  }
});

test("volumes that the spec wishes away go last, after the pods that write to them", () => {
  const spec = { storage: { deletionPolicy: "Delete" } };
  const has = (...others: KubernetesObject[]) =>
    takenDown([...others, volume], spec).kept.includes("PersistentVolumeClaim data-back-0");
  assert.equal(has(workload("back", 3)), true);
  assert.equal(has(workload("back", 0)), true);
  assert.equal(has(), false);
  assert.equal(takenDown([volume], spec).isDone, false, "the resource stays until they are gone");
});

test("children that outlive the resource are in every answer, and nothing waits for them", () => {
  const request = { parent: { spec: {} }, children: { "ConfigMap.v1": { "data/config": config } } };
  const deletion = deletionOf(request as unknown as SyncRequest, [], ({ kind }) => kind === "ConfigMap");
  assert.equal(deletion.isDone, true);
  assert.deepEqual(
    deletion.children.map(({ kind }) => kind),
    ["ConfigMap"],
  );
});

test("nothing was ever made: done at once", () => assert.equal(takenDown([]).isDone, true));

test("an autoscaler goes in the first step: it would start what is being stopped", () =>
  assert.deepEqual(takenDown([child("HorizontalPodAutoscaler", "hpa"), clients, workload("back", 3)]).kept, [
    "StatefulSet back 3",
  ]));

test("whatever the spec is, only the plain wish to delete the volumes counts as one", () => {
  const policy = (spec: unknown) => {
    const set = workload("back", 3);
    const { children } = deletionOf(
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

test("while it is protected everything stays as it was last applied, and the message says how to let it go", () => {
  const parent = {
    apiVersion: "example.org/v1",
    kind: "Cluster",
    metadata: { name: "x", namespace: "data" },
    spec: { deletionProtection: true, storage: { deletionPolicy: "Delete" } },
  };
  const all = [clients, headless, config, workload("front", 2), child("PersistentVolumeClaim", "data-0")];
  const map: Record<string, Record<string, KubernetesObject>> = {};
  for (const object of all) {
    const kind = object.kind === "StatefulSet" ? "StatefulSet.apps/v1" : `${object.kind}.v1`;
    map[kind] = { ...map[kind], [`data/${object.metadata.name}`]: object };
  }
  const of = (spec: unknown) =>
    deletionOf({ parent: { ...parent, spec }, children: map } as unknown as SyncRequest, steps);
  const { step, children, isDone } = of(parent.spec);
  assert.deepEqual([step.reason, step.stalls, isDone], ["DeletionProtected", true, false]);
  assert.match(step.message, /kubectl patch cluster\.example\.org x -n data --type=merge -p '\{"spec"/);
  assert.deepEqual(
    children.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort(),
    all.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort(),
  );
  const stopped = (spec: unknown) => of(spec).children.length < all.length;
  for (const spec of [{}, { deletionProtection: false }, undefined, { deletionProtection: "yes" }])
    assert.ok(stopped(spec), "of a spec that is broken only the plain wish counts, as for the volumes");
});
