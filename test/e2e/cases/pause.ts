import assert from "node:assert/strict";
import { runningCluster } from "../support/cluster.ts";
import type { Subject } from "../support/subject.ts";
import type { NamespaceTest } from "../support/test-namespace.ts";
import { restarted } from "./changes.ts";
import { conditionOf } from "./condition.ts";

/** The annotation by which users have a cluster left alone. */
export function pause(subject: Subject, test: NamespaceTest): void {
  test("paused, nothing is changed; resumed, everything is", async (namespace) => {
    const cluster = await runningCluster(namespace, subject);
    const paused = `${subject.controller.customResource.group}/paused`;
    const [pods, children] = [await cluster.pods(), await cluster.childVersions()];

    await cluster.annotate({ [paused]: "true" });
    await cluster.edit(subject.restarting.spec);
    const status = await cluster.status("paused", ({ conditions }) =>
      conditions.some(({ type, status }) => type === "Paused" && status === "True"),
    );
    assert.match(conditionOf(status, "Paused", "True").message, new RegExp(paused));
    assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
    assert.deepEqual(await cluster.childVersions(), children);
    assert.deepEqual(await cluster.pods(), pods);

    await cluster.annotate({ [paused]: null });
    await cluster.until("the edit to be carried out", async () => {
      assert.deepEqual(restarted(pods, await cluster.pods()), subject.restarting.restarts);
      return true;
    });
    const running = await cluster.running();
    assert.ok(!running.conditions.some(({ type }) => type === "Paused"));
  });
}
