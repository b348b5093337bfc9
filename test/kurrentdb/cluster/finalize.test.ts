/** Deletion: every step in order, nothing lost on the way, and an end to it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Workload } from "../../../src/controller/deletion.ts";
import { kurrentDB } from "../../../src/kurrentdb/cluster/controller.ts";
import type { KurrentDBStatus } from "../../../src/kurrentdb/cluster/status-schema.ts";
import { NOW } from "../../support/arbitraries/situation.ts";
import { deletionLaws, takenDown } from "../../support/deletion-laws.ts";
import { anySituation } from "./arbitraries.ts";
import { badSpecs } from "./bad-specs.ts";
import { perNode, running } from "./situations.ts";

const { finalize } = kurrentDB;

deletionLaws(finalize, { anySituation, badSpecs });

test("traffic goes first, that of each member too, and then all members at once", () => {
  const steps = takenDown(finalize, perNode).map(({ status, children }) => ({
    step: status.conditions.find(({ type }) => type === "Reconciling")?.reason,
    ready: (status as KurrentDBStatus).ready,
    services: children.filter(({ kind }) => kind === "Service").map(({ metadata }) => metadata.name),
    members: (children as Workload[]).find(({ kind }) => kind === "StatefulSet")?.spec?.replicas,
  }));
  const services = ["my-eventstore-nodes"];
  assert.deepEqual(steps, [
    { step: "StoppingTraffic", ready: "3/0", services, members: 3 },
    { step: "StoppingMembers", ready: "3/0", services, members: 0 },
    { step: "DeletingWorkloads", ready: "0/0", services, members: undefined },
    { step: "DeletingRest", ready: "0/0", services: [], members: undefined },
    { step: "Finished", ready: "0/0", services: [], members: undefined },
  ]);
});

test("volumes are deleted only where the spec says so at the end, whatever it said before", () => {
  for (const [deletionPolicy, expected] of [
    ["Delete", { whenDeleted: "Delete", whenScaled: "Retain" }],
    ["Retain", undefined],
    ["delete everything", undefined],
  ] as const) {
    const parent = { ...running.parent, spec: { storage: { deletionPolicy } } };
    const stopping = takenDown(finalize, { ...running, parent })[1]!.children as Workload[];
    const workload = stopping.find(({ kind }) => kind === "StatefulSet");
    assert.deepEqual(workload?.spec?.persistentVolumeClaimRetentionPolicy, expected, deletionPolicy);
  }
});

test("the status says Deleting, what it waits for, and keeps the version that ran", () => {
  const { status } = finalize(running, NOW);
  assert.deepEqual([status.phase, (status as KurrentDBStatus).version], ["Deleting", "latest"]);
  assert.equal(
    status.conditions.find(({ type }) => type === "Ready")?.message,
    "Waiting for Service my-eventstore",
  );
});
