/** Deletion: every step in order, nothing lost on the way, and an end to it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { chronikCluster } from "../../../src/chronik/cluster/controller.ts";
import type { Workload } from "../../../src/controller/deletion.ts";
import { feedBack } from "../../support/api-server.ts";
import { settled } from "../../support/arbitraries/observed.ts";
import { NOW } from "../../support/arbitraries/situation.ts";
import { deletionLaws, takenDown } from "../../support/deletion-laws.ts";
import { anySituation } from "./arbitraries.ts";
import { badSpecs } from "./bad-specs.ts";
import { requestOf } from "./cluster-of.ts";

const { sync, finalize } = chronikCluster;

deletionLaws(finalize, { anySituation, badSpecs });

const running = (spec: object = {}) => {
  const request = requestOf({ searchNodes: 1, ...spec });
  const fed = feedBack(request, sync(request, NOW), "dynamic");
  return { ...fed, children: settled(fed.children) };
};

test("traffic goes first, then ingest and search, then the controllers they hand over to", () => {
  const steps = takenDown(finalize, running()).map(({ status, children }) => ({
    step: status.conditions.find(({ type }) => type === "Reconciling")?.reason,
    traffic: children.some(({ metadata }) => metadata.name === "events-ingest-client"),
    pods: Object.fromEntries(
      (children as Workload[])
        .filter(({ kind }) => kind === "StatefulSet")
        .map(({ metadata, spec }) => [metadata.name, spec?.replicas]),
    ),
  }));
  const all = { "events-controller": 3, "events-ingest": 3, "events-search": 1 };
  const none = { "events-controller": 0, "events-ingest": 0, "events-search": 0 };
  assert.deepEqual(steps, [
    { step: "StoppingTraffic", traffic: false, pods: all },
    { step: "StoppingIngestAndSearch", traffic: false, pods: { ...none, "events-controller": 3 } },
    { step: "StoppingControllers", traffic: false, pods: none },
    { step: "DeletingWorkloads", traffic: false, pods: {} },
    { step: "DeletingRest", traffic: false, pods: {} },
    { step: "Finished", traffic: false, pods: {} },
  ]);
});

test("an autoscaler goes at once: it would start the pods again", () => {
  const request = running({ autoscaling: { ingestNodes: { maxReplicas: 5 } } });
  const { children } = finalize(request, NOW);
  assert.ok(request.children["HorizontalPodAutoscaler.autoscaling/v2"]?.["data/events-ingest-hpa"]);
  assert.deepEqual(
    children.filter(({ kind }) => kind === "HorizontalPodAutoscaler"),
    [],
  );
});

test("volumes are deleted only where the spec says so at the end, whatever it said before", () => {
  for (const [deletionPolicy, expected] of [
    ["Delete", { whenDeleted: "Delete", whenScaled: "Retain" }],
    ["Retain", undefined],
    ["delete everything", undefined],
  ] as const) {
    const request = running({
      storage: { deletionPolicy: deletionPolicy === "Delete" ? "Retain" : "Delete" },
    });
    const parent = { ...request.parent, spec: { storage: { deletionPolicy } } };
    const stopping = takenDown(finalize, { ...request, parent })[2]!.children as Workload[];
    const workload = stopping.find(({ kind }) => kind === "StatefulSet");
    assert.deepEqual(workload?.spec?.persistentVolumeClaimRetentionPolicy, expected, deletionPolicy);
  }
});

test("the status says Deleting and which object it waits for", () => {
  const { status } = finalize(running(), NOW);
  assert.equal(status.phase, "Deleting");
  assert.equal(
    status.conditions.find(({ type }) => type === "Ready")?.message,
    "Waiting for Service events-ingest-client",
  );
});

test("nodes are stopped in one step, clients outside before them", () => {
  const request = requestOf({ topology: "Unified", network: { serviceType: "NodePort", nodePort: 31_000 } });
  const fed = feedBack(request, sync(request, NOW), "dynamic");
  const steps = takenDown(finalize, { ...fed, children: settled(fed.children) }).map(({ status }) => [
    status.conditions.find(({ type }) => type === "Reconciling")?.reason,
    (status as { ready?: string }).ready,
  ]);
  assert.deepEqual(
    steps.map(([step]) => step),
    ["StoppingTraffic", "StoppingNodes", "DeletingWorkloads", "DeletingRest", "Finished"],
  );
  assert.equal(steps[0]?.[1], "1/0");
});
