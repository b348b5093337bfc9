import assert from "node:assert/strict";
import { type Cluster, runningCluster } from "../support/cluster.ts";
import type { Change, Subject } from "../support/subject.ts";
import type { NamespaceTest } from "../support/test-namespace.ts";

/** Edits of a running cluster: what they restart, and what is said meanwhile. */
export function changes(subject: Subject, test: NamespaceTest): void {
  test(`${subject.changes.length} changes, one after the other`, async (namespace) => {
    const cluster = await runningCluster(namespace, subject);
    for (const change of subject.changes) {
      try {
        await applyChange(cluster, change);
        assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
      } catch (error) {
        throw new Error(`change of ${change.what}: ${(error as Error).message}`, { cause: error });
      }
    }
  });

  test("rotation of a Secret", async (namespace) => {
    const cluster = await runningCluster(namespace, subject);
    const before = await cluster.pods();
    await cluster.createSecret(subject.secret.rotated);
    const everyone = subject.workloads.flat().toSorted();
    await cluster.until("every pod to be restarted", async () => {
      assert.deepEqual(restarted(before, await cluster.pods()), everyone);
      return true;
    });
    await cluster.running();
    assert.ok(cluster.phasesSince(1).slice(-2).join() === "Updating,Running", String(cluster.phasesSince(1)));
    assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
  });

  test("an edit that asks for other selectors", async (namespace) => {
    const cluster = await runningCluster(namespace, subject);
    const before = await cluster.pods();
    await cluster.edit(subject.selectorEdit);
    await cluster.running();
    assert.deepEqual(restarted(before, await cluster.pods()), subject.workloads.flat().toSorted());
  });
}

/** Makes an edit, and checks that it restarts the right pods, that status tells of it, and that it is over in the end. */
export async function applyChange(cluster: Cluster, { spec, restarts, takesTime }: Change): Promise<void> {
  const before = await cluster.pods();
  const { metadata } = await cluster.edit(spec);
  await cluster.running();

  assert.deepEqual(restarted(before, await cluster.pods()), restarts);
  const phases = cluster.phasesSince(metadata.generation ?? 0);
  const startsPods = restarts.length > 0 || takesTime;
  // A pod that has just started is now and then reported as not ready once more.
  if (startsPods) assert.deepEqual(phases.slice(0, 2), ["Updating", "Running"]);
  // Until every object is as asked for, it is not Ready.
  else assert.match(phases.join(), /^(Updating,)?Running$/);
}

type Pods = Awaited<ReturnType<Cluster["pods"]>>;

/**
 * The StatefulSets whose pods are others than before under the same names, sorted.
 *
 * @throws when only some of a StatefulSet's pods are
 */
export function restarted(before: Pods, after: Pods): string[] {
  const stayed = [...before].filter(([name]) => after.has(name));
  const isNew = ([name, { uid }]: (typeof stayed)[number]) => after.get(name)?.uid !== uid;
  const workloads = new Set(stayed.filter(isNew).map(([, { workload }]) => workload));
  const halfway = stayed.filter((pod) => workloads.has(pod[1].workload) && !isNew(pod));
  assert.deepEqual(
    halfway.map(([name]) => name),
    [],
    "pods that were left out of a restart",
  );
  return [...workloads].sort();
}
