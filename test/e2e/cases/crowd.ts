import assert from "node:assert/strict";
import { Cluster } from "../../support/e2e/cluster.ts";
import type { Subject } from "../../support/e2e/subject.ts";
import type { GroundTest } from "../../support/e2e/suite.ts";

const CLUSTERS = 100;

/** Many clusters at once. */
export function crowd(subject: Subject, test: GroundTest): void {
  test(`${CLUSTERS} clusters at once reach Running and stay quiet`, async (ground) => {
    const clusters = Array.from(
      { length: CLUSTERS },
      (_, index) => new Cluster(ground, subject, `crowd-${index + 1}`),
    );
    const [first] = clusters as [Cluster];
    await first.createSecret();
    await Promise.all(clusters.map((cluster) => cluster.create(subject.smallest)));
    await first.until(
      "all to be Running",
      async () => {
        const all = await first.client.list(first.kind, { namespace: ground.namespace });
        const phases = all.map(({ status }) => status?.phase);
        const running = phases.filter((phase) => phase === "Running").length;
        if (running < CLUSTERS) throw new Error(`${running} of ${CLUSTERS} are`);
        return true;
      },
      120_000,
    );
    await Promise.all(clusters.map((cluster) => cluster.synced()));
    const since = new Date();
    await Promise.all(clusters.map((cluster) => cluster.synced()));
    assert.deepEqual(
      (await first.writes(since)).map(({ verb, resource, name }) => `${verb} ${resource} ${name}`),
      [],
    );
  });
}
