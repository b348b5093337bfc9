import assert from "node:assert/strict";
import { Cluster } from "../support/cluster.ts";
import type { Subject } from "../support/subject.ts";
import type { NamespaceTest } from "../support/test-namespace.ts";

const CLUSTERS = 100;

/** Many clusters at once, of all kinds. */
export function manyClusters(subjects: readonly Subject[], test: NamespaceTest): void {
  test(`${CLUSTERS} clusters at once reach Running and stay quiet`, async (namespace) => {
    const clusters = Array.from({ length: CLUSTERS }, (_, index) => {
      const subject = subjects[index % subjects.length]!;
      return new Cluster(namespace, subject, `many-${index + 1}`);
    });
    const ofEachKind = clusters.slice(0, subjects.length);
    for (const cluster of ofEachKind) await cluster.createSecret();
    await Promise.all(clusters.map((cluster) => cluster.create(cluster.subject.smallest)));
    for (const cluster of ofEachKind) {
      const allRunning = async () => {
        const all = await cluster.client.list(cluster.kind, { namespace: namespace.name });
        return all.every(({ status }) => status?.phase === "Running");
      };
      await cluster.until(`every ${cluster.kind} to be Running`, allRunning, {
        timeout: 120_000,
        interval: 1000,
      });
    }
    await Promise.all(clusters.map((cluster) => cluster.synced()));
    const since = new Date();
    await Promise.all(clusters.map((cluster) => cluster.synced()));
    assert.deepEqual(
      (await clusters[0]!.writes(since)).map(({ verb, resource, name }) => `${verb} ${resource} ${name}`),
      [],
    );
  });
}
