import assert from "node:assert/strict";
import { Cluster, runningCluster } from "../../support/e2e/cluster.ts";
import type { Subject } from "../../support/e2e/subject.ts";
import type { GroundTest } from "../../support/e2e/suite.ts";
import { applyChange, restarted } from "./changes.ts";
import { gone } from "./deletion.ts";

/** What becomes of clusters while the service is not what it should be. One at a time, since all clusters notice. */
export function outages(subject: Subject, test: GroundTest): void {
  test("the service down: nothing is lost, and afterwards everything is caught up on", async (ground) => {
    const { service, front } = ground.stage;
    const [edited, deleted, created] = ["edited", "deleted", "created"].map(
      (name) => new Cluster(ground, subject, name),
    ) as [Cluster, Cluster, Cluster];
    await edited.createSecret();
    for (const cluster of [edited, deleted]) await cluster.create(subject.smallest);
    for (const cluster of [edited, deleted]) await cluster.running();
    const [pods, children] = [await edited.pods(), await edited.childVersions()];

    while (front.copies.length > 0) await service.removeCopy();
    await edited.edit(subject.restarting.spec);
    await deleted.delete();
    await created.create(subject.smallest);
    const tries = () => [edited, deleted, created].map(({ calls }) => calls.length);
    const before = tries();
    await edited.until("all of them to be tried again and again", () =>
      tries().every((count, index) => count >= before[index]! + 4),
    );
    assert.deepEqual(await edited.childVersions(), children);
    assert.deepEqual(await edited.pods(), pods);
    const events = await edited.client.list("Event.v1", { namespace: ground.namespace });
    assert.ok(
      events.some(({ reason, type }) => reason === "SyncError" && type === "Warning"),
      "an event tells of it",
    );

    await service.addCopy();
    await service.addCopy();
    await Promise.all([edited.running(), created.running(), gone(deleted)]);
    const names = subject.restarting.restarts.map((name) => name.replace(/^small/, "edited"));
    const own = (all: typeof pods) => new Map([...all].filter(([name]) => name.startsWith("edited")));
    assert.deepEqual(restarted(own(pods), own(await edited.pods())), names);
    assert.deepEqual(await edited.writesWhenNothingChanges(), []);
  });

  test("the service hangs: nothing is lost", async (ground) => {
    const { front } = ground.stage;
    const cluster = await runningCluster(ground, subject, subject.smallest);
    const children = await cluster.childVersions();
    front.hanging = true;
    const before = cluster.calls.length;
    await cluster.edit(subject.restarting.spec);
    await cluster.until("the hook to be called", () => cluster.calls.length > before);
    assert.deepEqual(await cluster.childVersions(), children);
    front.hanging = false;
    front.cut();
    await cluster.running();
    assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
  });

  test("the service slow: it only takes longer", async (ground) => {
    const cluster = await runningCluster(ground, subject, subject.smallest);
    ground.stage.front.delay = 700;
    try {
      await applyChange(cluster, subject.restarting);
    } finally {
      ground.stage.front.delay = 0;
    }
    assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
  });

  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    test(`the service replaced by ${signal} during a rollout: nobody notices`, async (ground) => {
      const { service } = ground.stage;
      const cluster = await runningCluster(ground, subject);
      const replaced = async () => {
        for (const _ of [1, 2]) {
          await service.removeCopy(signal);
          await service.addCopy();
        }
      };
      await Promise.all([applyChange(cluster, subject.restarting), replaced()]);
      assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
    });
  }

  test("two copies of the service give the same answers", async (ground) => {
    const { front } = ground.stage;
    assert.equal(front.copies.length, 2);
    front.comparing = true;
    try {
      const cluster = await runningCluster(ground, subject);
      await applyChange(cluster, subject.restarting);
      await cluster.editUnchecked(subject.invalid.spec);
      await cluster.status("Failed", ({ phase }) => phase === "Failed");
      await cluster.delete();
      await gone(cluster);
    } finally {
      front.comparing = false;
    }
    assert.deepEqual(front.differences, []);
  });
}
