import assert from "node:assert/strict";
import { Cluster, runningCluster } from "../support/cluster.ts";
import type { Subject } from "../support/subject.ts";
import type { GroundTest } from "../support/suite.ts";
import { conditionOf } from "./condition.ts";

/** Secrets that are not there, or not any more. */
export function secrets(subject: Subject, test: GroundTest): void {
  test("a missing Secret is named, and added later it is all that was missing", async (ground) => {
    const cluster = await new Cluster(ground, subject).create();
    const waiting = await cluster.status("Pending", ({ phase }) => phase === "Pending");
    assert.match(conditionOf(waiting, "SecretsAvailable", "False").message, new RegExp(subject.secret.name));
    assert.match(conditionOf(waiting, "Ready", "False").message, new RegExp(subject.secret.name));
    await cluster.createSecret();
    conditionOf(await cluster.running(), "SecretsAvailable", "True");
  });

  test("a Secret that is deleted while pods run restarts nothing", async (ground) => {
    const cluster = await runningCluster(ground, subject);
    const { namespace } = ground;
    const [pods, children] = [await cluster.pods(), await cluster.childVersions()];

    await cluster.client.delete("Secret.v1", { namespace, name: subject.secret.name });
    const lost = await cluster.status("without its Secret", ({ conditions }) =>
      conditions.some(({ type, status }) => type === "SecretsAvailable" && status === "False"),
    );
    conditionOf(lost, "Ready", "True");
    assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
    assert.deepEqual(await cluster.childVersions(), children);

    await cluster.createSecret();
    await cluster.status("with its Secret", ({ conditions }) =>
      conditions.some(({ type, status }) => type === "SecretsAvailable" && status === "True"),
    );
    await cluster.synced();
    assert.deepEqual(await cluster.pods(), pods);
    assert.deepEqual(await cluster.childVersions(), children);
  });
}
