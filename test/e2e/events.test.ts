/** The component `events`: what becomes of a resource is told as Kubernetes Events of it. */
import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Event } from "kubernetes-types/core/v1.js";
import type { ApplyStrategy } from "../support/control-plane/metacontroller.ts";
import { chronikSubject } from "./subjects/chronik.ts";
import { kurrentdbSubject } from "./subjects/kurrentdb.ts";
import { type Cluster, runningCluster } from "./support/cluster.ts";
import { inEnvironment } from "./support/test-namespace.ts";

const subjects = [chronikSubject, kurrentdbSubject];
const strategies: readonly ApplyStrategy[] = ["dynamic-apply", "server-side-apply"];

/** As `kubectl get events` selects them. Metacontroller records some of its own. */
async function eventsOf({ namespace, name, subject }: Cluster): Promise<Event[]> {
  const json = await namespace.environment.plane.kubectl([
    ...["get", "events", "--output=json", `--namespace=${namespace.name}`],
    `--field-selector=involvedObject.name=${name},involvedObject.kind=${subject.controller.customResource.kind}`,
  ]);
  const { items } = JSON.parse(json) as { items: Event[] };
  return items.filter(({ reason }) => reason !== "SyncError");
}
const reasonsOf = (events: readonly Event[]) => new Set(events.map(({ reason }) => reason));

for (const strategy of strategies) {
  const test = await inEnvironment({ strategy, subjects, components: ["events"] });
  describe(`${strategy}: events`, { concurrency: 4 }, () => {
    for (const subject of subjects) {
      const { kind } = subject.controller.customResource;
      test(`${kind}: they tell the story, are written once, and are not made again`, async (namespace) => {
        const { plane } = namespace.environment;
        const cluster = await runningCluster(namespace, subject, subject.smallest);
        const { metadata } = await cluster.get();
        const told = await eventsOf(cluster);
        for (const reason of ["Creating", "AllReady"]) assert.ok(reasonsOf(told).has(reason), reason);
        for (const { involvedObject, type, message } of told) {
          assert.equal(involvedObject.uid, metadata.uid);
          assert.ok(message && type);
        }
        const description = await plane.kubectl([
          ...["describe", `${subject.controller.resource}/${cluster.name}`, `--namespace=${namespace.name}`],
        ]);
        assert.match(description, /AllReady .*pods? (is|are) ready|AllReady .*members are ready/);

        assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
        // As the API server does it when an event's time has come.
        await plane.kubectl(["delete", "events", "--all", `--namespace=${namespace.name}`]);
        assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
        assert.deepEqual(await eventsOf(cluster), []);

        await cluster.edit(subject.restarting.spec);
        await cluster.until("the change to be told", async () =>
          reasonsOf(await eventsOf(cluster)).has("AllReady"),
        );
        assert.ok(reasonsOf(await eventsOf(cluster)).has("RolloutInProgress"));

        await cluster.delete();
        await cluster.until(
          "it to be gone",
          async () => !(await cluster.client.get(cluster.kind, cluster.ref)),
        );
        assert.ok(reasonsOf(await eventsOf(cluster)).has("Deleting"), "the end of the story outlives it");
      });
    }
  });
}
