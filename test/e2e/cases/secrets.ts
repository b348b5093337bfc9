import assert from "node:assert/strict";
import { Cluster, runningCluster } from "../support/cluster.ts";
import type { Subject } from "../support/subject.ts";
import type { NamespaceTest } from "../support/test-namespace.ts";
import { conditionOf } from "./condition.ts";

/** Secrets that are not there, or not any more. */
export function secrets(subject: Subject, test: NamespaceTest): void {
  test("a missing Secret is named, and added later it is all that was missing", async (namespace) => {
    const cluster = await new Cluster(namespace, subject).create();
    const waiting = await cluster.status("Pending", ({ phase }) => phase === "Pending");
    assert.match(conditionOf(waiting, "SecretsAvailable", "False").message, new RegExp(subject.secret.name));
    assert.match(conditionOf(waiting, "Ready", "False").message, new RegExp(subject.secret.name));
    await cluster.createSecret();
    conditionOf(await cluster.running(), "SecretsAvailable", "True");
  });

  test("a Secret that is deleted while pods run restarts nothing", async (namespace) => {
    const cluster = await runningCluster(namespace, subject);
    const [pods, children] = [await cluster.pods(), await cluster.childVersions()];

    await cluster.client.delete("Secret.v1", { namespace: namespace.name, name: subject.secret.name });
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
