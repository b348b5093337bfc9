import assert from "node:assert/strict";
import { Cluster } from "../support/cluster.ts";
import type { Subject } from "../support/subject.ts";
import type { NamespaceTest } from "../support/test-namespace.ts";

/** How much longer it may take: other tests want the same cores. What this is about took ten minutes. */
const FACTOR = 3;
const FLOOR_MS = 10_000;

const APPLY = ["apply", "--filename=-"];
const DELETE = ["delete", "--filename=-"];

/** kubectl's commands, each of which comes back once it is done: with the finalizer gone, where it deletes. */
const ways: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "deleted and applied again": [DELETE, APPLY],
  "replaced with --force": [["replace", "--force", "--filename=-"]],
};

/** A resource that is created again under its name, as soon as the one before is gone. */
export function appliedAgain(subject: Subject, test: NamespaceTest): void {
  test("applied again at once, or replaced with --force, a cluster is Running as fast as a new one", async (namespace) => {
    const cluster = new Cluster(namespace, subject);
    const kubectl = (args: readonly string[]) =>
      namespace.environment.plane.kubectl(args, { stdin: JSON.stringify(cluster.manifest()) });
    await cluster.createSecret();
    await kubectl(APPLY);
    const asNew = await untilRunning(cluster);

    for (const [way, commands] of Object.entries(ways)) {
      const before = await cluster.children();
      for (const command of commands) await kubectl(command);
      const asAgain = await untilRunning(cluster);
      const limit = Math.max(FACTOR * asNew, FLOOR_MS);
      assert.ok(asAgain <= limit, `${way}: Running after ${asAgain} ms, and ${asNew} ms as a new one`);
      const after = await cluster.children();
      assert.deepEqual(titles(after), titles(before), way);
      const uids = new Set(before.map(({ metadata }) => metadata.uid));
      const old = after.filter(({ metadata }) => uids.has(metadata.uid));
      assert.deepEqual(titles(old), [], `${way}: children of the one before`);
    }
  });
}

/** Milliseconds. */
async function untilRunning(cluster: Cluster): Promise<number> {
  const start = performance.now();
  await cluster.running();
  return Math.round(performance.now() - start);
}

const titles = (children: Awaited<ReturnType<Cluster["children"]>>) =>
  children.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();
