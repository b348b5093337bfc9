import assert from "node:assert/strict";
import { Cluster, runningCluster } from "../support/cluster.ts";
import type { Environment } from "../support/environment.ts";
import type { Subject } from "../support/subject.ts";
import type { NamespaceTest, TestNamespace } from "../support/test-namespace.ts";
import { applyChange, restarted } from "./changes.ts";
import { gone } from "./deletion.ts";

/** What one kind of clusters goes through. Where it yields, it waits for the other kinds, and for what happens next. */
type Scenario = (namespace: TestNamespace, subject: Subject) => AsyncGenerator<void, void>;

/**
 * What becomes of clusters while the service is not what it should be. One outage at a time, since all clusters notice;
 * clusters of every kind are in it together.
 */
export function outages(subjects: readonly Subject[], test: NamespaceTest): void {
  const outage = (
    name: string,
    scenario: Scenario,
    events: (environment: Environment) => (() => unknown)[],
  ) =>
    test(name, async (namespace) => {
      const { loadBalancer } = namespace.environment;
      const scenarios = await Promise.all(
        subjects.map(async (subject) => scenario(await namespace.another(), subject)),
      );
      try {
        for (const event of [...events(namespace.environment), () => {}]) {
          await Promise.all(scenarios.map((one) => one.next()));
          await event();
        }
      } finally {
        Object.assign(loadBalancer, { hanging: false, delay: 0 });
      }
    });

  outage(
    "the service down: nothing is lost, and afterwards everything is caught up on",
    whileDown,
    ({ loadBalancer, service }) => [
      async () => {
        while (loadBalancer.copies.length > 0) await service.removeCopy();
      },
      () => Promise.all([service.addCopy(), service.addCopy()]),
    ],
  );

  outage("the service hangs: nothing is lost", whileHanging, ({ loadBalancer }) => [
    () => {
      loadBalancer.hanging = true;
    },
    () => {
      loadBalancer.hanging = false;
      loadBalancer.cut();
    },
  ]);

  outage("the service slow: it only takes longer", whileSlow, ({ loadBalancer }) => [
    () => {
      loadBalancer.delay = 700;
    },
    () => {
      loadBalancer.delay = 0;
    },
  ]);

  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    test(`the service replaced by ${signal} during a rollout: nobody notices`, async (namespace) => {
      const { service } = namespace.environment;
      const clusters = await running(namespace);
      const replaced = async () => {
        for (const _ of [1, 2]) {
          await service.removeCopy(signal);
          await service.addCopy();
        }
      };
      const changes = clusters.map((cluster) => applyChange(cluster, cluster.subject.restarting));
      await Promise.all([...changes, replaced()]);
      for (const cluster of clusters) assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
    });
  }

  test("two copies of the service give the same answers", async (namespace) => {
    const { loadBalancer } = namespace.environment;
    assert.equal(loadBalancer.copies.length, 2);
    loadBalancer.comparing = true;
    try {
      const throughAll = async (cluster: Cluster) => {
        await applyChange(cluster, cluster.subject.restarting);
        await cluster.editUnchecked(cluster.subject.invalid.spec);
        await cluster.status("Failed", ({ phase }) => phase === "Failed");
        await cluster.delete();
        await gone(cluster);
      };
      await Promise.all((await running(namespace)).map(throughAll));
    } finally {
      loadBalancer.comparing = false;
    }
    assert.deepEqual(loadBalancer.differences, []);
  });

  /** A cluster of each kind. */
  const running = (namespace: TestNamespace) =>
    Promise.all(subjects.map(async (subject) => runningCluster(await namespace.another(), subject)));
}

async function* whileDown(namespace: TestNamespace, subject: Subject): AsyncGenerator<void, void> {
  const [edited, deleted, created] = ["edited", "deleted", "created"].map(
    (name) => new Cluster(namespace, subject, name),
  ) as [Cluster, Cluster, Cluster];
  await edited.createSecret();
  for (const cluster of [edited, deleted]) await cluster.create(subject.smallest);
  for (const cluster of [edited, deleted]) await cluster.running();
  const [pods, children] = [await edited.pods(), await edited.childVersions()];

  yield;
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
  const events = await edited.client.list("Event.v1", { namespace: namespace.name });
  assert.ok(
    events.some(({ reason, type }) => reason === "SyncError" && type === "Warning"),
    "an event tells of it",
  );

  yield;
  await Promise.all([edited.running(), created.running(), gone(deleted)]);
  const names = subject.restarting.restarts.map((name) => name.replace(/^small/, "edited"));
  const own = (all: typeof pods) => new Map([...all].filter(([name]) => name.startsWith("edited")));
  assert.deepEqual(restarted(own(pods), own(await edited.pods())), names);
  assert.deepEqual(await edited.writesWhenNothingChanges(), []);
}

async function* whileHanging(namespace: TestNamespace, subject: Subject): AsyncGenerator<void, void> {
  const cluster = await runningCluster(namespace, subject, subject.smallest);
  const children = await cluster.childVersions();

  yield;
  const before = cluster.calls.length;
  await cluster.edit(subject.restarting.spec);
  await cluster.until("the hook to be called", () => cluster.calls.length > before);
  assert.deepEqual(await cluster.childVersions(), children);

  yield;
  await cluster.running();
  assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
}

async function* whileSlow(namespace: TestNamespace, subject: Subject): AsyncGenerator<void, void> {
  const cluster = await runningCluster(namespace, subject, subject.smallest);
  yield;
  await applyChange(cluster, subject.restarting);
  yield;
  assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
}
