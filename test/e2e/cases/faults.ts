import assert from "node:assert/strict";
import { runningCluster } from "../support/cluster.ts";
import type { Subject } from "../support/subject.ts";
import type { NamespaceTest } from "../support/test-namespace.ts";
import { restarted } from "./changes.ts";
import { conditionOf } from "./condition.ts";

/** Edits that cannot be carried out: nothing breaks, nothing is lost, and status says what to do. */
export function faults(subject: Subject, test: NamespaceTest): void {
  test("an invalid spec that got past the CRD changes nothing, and is recovered from", async (namespace) => {
    const cluster = await runningCluster(namespace, subject);
    const { spec } = await cluster.get();
    const [pods, children] = [await cluster.pods(), await cluster.childVersions()];

    await cluster.editUnchecked(subject.invalid.spec);
    const failed = await cluster.status("Failed", ({ phase }) => phase === "Failed");
    assert.match(conditionOf(failed, "Stalled", "True").message, subject.invalid.says);
    assert.match(conditionOf(failed, "Ready", "False").message, subject.invalid.says);
    assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
    assert.deepEqual(await cluster.childVersions(), children);
    assert.deepEqual(await cluster.pods(), pods);

    const current = await cluster.get();
    await cluster.client.replace({ ...current, spec } as never);
    conditionOf(await cluster.running(), "Stalled", "False");
    assert.deepEqual(await cluster.pods(), pods);
    assert.deepEqual(await cluster.childVersions(), children);
  });

  for (const { what, spec, says } of subject.volumeEdits) {
    test(`a change of the volumes' ${what} wedges nothing`, async (namespace) => {
      const cluster = await runningCluster(namespace, subject);
      const { spec: original } = await cluster.get();
      const sets = await Promise.all(subject.workloads.flat().map((name) => cluster.statefulSet(name)));
      const before = await cluster.pods();

      await cluster.edit(spec);
      const status = await cluster.running();
      assert.match(conditionOf(status, "VolumesAsSpecified", "False").message, says);
      assert.deepEqual(await cluster.pods(), before);
      assert.deepEqual(await cluster.writesWhenNothingChanges(), []);

      // The rest of the spec goes on being carried out.
      await cluster.edit(subject.restarting.spec);
      await cluster.running();
      assert.deepEqual(restarted(before, await cluster.pods()), subject.restarting.restarts);
      for (const { metadata } of sets)
        assert.equal((await cluster.statefulSet(metadata.name)).metadata.uid, metadata.uid);

      await cluster.client.replace({ ...(await cluster.get()), spec: original } as never);
      conditionOf(await cluster.running(), "VolumesAsSpecified", "True");
    });
  }

  test("new volumes come with a StatefulSet created again around its pods, as status advises", async (namespace) => {
    const cluster = await runningCluster(namespace, subject);
    const before = await cluster.pods();
    const { spec, what } = subject.volumeEdits[0]!;
    await cluster.edit(spec);
    const withheld = await cluster.status("short of its volumes", ({ conditions }) =>
      conditions.some(({ type, status }) => type === "VolumesAsSpecified" && status === "False"),
    );
    assert.match(conditionOf(withheld, "VolumesAsSpecified", "False").message, /--cascade=orphan/, what);

    for (const name of subject.workloads.flat()) {
      const { metadata } = await cluster.statefulSet(name);
      await namespace.environment.plane.kubectl([
        "delete",
        `statefulset/${name}`,
        "--cascade=orphan",
        `--namespace=${namespace.name}`,
      ]);
      await cluster.until(`${name} to be created again`, async () => {
        const found = await cluster.statefulSet(name);
        return found.metadata.uid !== metadata.uid;
      });
    }
    await cluster.until("the volumes to be as specified", async () => {
      conditionOf(await cluster.running(), "VolumesAsSpecified", "True");
      return true;
    });
    assert.deepEqual(await cluster.pods(), before);
    assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
  });
}
