import assert from "node:assert/strict";
import { Cluster, runningCluster } from "../support/cluster.ts";
import type { Subject } from "../support/subject.ts";
import type { NamespaceTest } from "../support/test-namespace.ts";

/** The way out: orderly, and without losing what is to be kept. */
export function deletion(subject: Subject, test: NamespaceTest): void {
  test("deletion goes step by step, says so, and keeps the volumes", async (namespace) => {
    const cluster = await runningCluster(namespace, subject);
    const claims = await volumeClaims(cluster);
    assert.ok(claims.length > 0);
    const log = new Departures(cluster);
    const since = new Date();
    await cluster.delete();
    await gone(cluster);
    const departures = await log.end();

    const { plural, group } = subject.controller.customResource;
    const writes = await cluster.writes(since);
    const [firstWrite] = writes.filter(({ resource }) => !resource.startsWith(`${plural}.${group}`));
    assert.equal(firstWrite?.verb, "delete", "the first thing to be done to a child");
    assert.ok(subject.traffic.includes(firstWrite.name), `${firstWrite.name} is what brings traffic`);
    const order = subject.workloads.map((step) => step.map((name) => departures.pods(name)));
    for (const [index, step] of order.entries()) {
      for (const pods of step) assert.ok(pods.length > 0, `pods of step ${index} were seen to go`);
      const next = order[index + 1]?.flat(2) ?? [];
      assert.ok(
        Math.max(...step.flat()) < Math.min(...next, Number.POSITIVE_INFINITY),
        `step ${index} before the next`,
      );
    }

    const said = cluster.calls.filter(({ hook }) => hook === "finalize").map(({ answer }) => answer?.status);
    assert.deepEqual([...new Set(said.map((status) => status?.phase))], ["Deleting"]);
    const steps = said.map((status) => status?.conditions.find(({ type }) => type === "Reconciling")?.reason);
    assert.ok(new Set(steps).size > subject.workloads.length, `status told of each step: ${steps}`);
    assert.deepEqual(await volumeClaims(cluster), claims);
  });

  test("with deletionPolicy Delete the volumes go too", async (namespace) => {
    const cluster = await runningCluster(namespace, subject, subject.deletesVolumes);
    await cluster.delete();
    await gone(cluster);
    await cluster.until("the volumes to be gone", async () => (await volumeClaims(cluster)).length === 0);
  });

  test("the wish to delete the volumes may come last", async (namespace) => {
    const cluster = await runningCluster(namespace, subject);
    await cluster.edit(subject.deletesVolumes);
    await cluster.delete();
    await gone(cluster);
    await cluster.until("the volumes to be gone", async () => (await volumeClaims(cluster)).length === 0);
  });

  test("a cluster with an invalid spec can be deleted", async (namespace) => {
    const cluster = await runningCluster(namespace, subject);
    const claims = await volumeClaims(cluster);
    await cluster.editUnchecked(subject.invalid.spec);
    await cluster.status("Failed", ({ phase }) => phase === "Failed");
    await cluster.delete();
    await gone(cluster);
    assert.deepEqual(await volumeClaims(cluster), claims);
  });

  test("a cluster can be deleted while it is half created", async (namespace) => {
    const cluster = new Cluster(namespace, subject);
    await cluster.createSecret();
    await cluster.create();
    await cluster.until("its first StatefulSet", async () => {
      const sets = await cluster.client.list("StatefulSet.apps/v1", { namespace: namespace.name });
      return sets.length > 0;
    });
    await cluster.delete();
    await gone(cluster);
  });

  test("a paused cluster can be deleted", async (namespace) => {
    const cluster = await runningCluster(namespace, subject);
    await cluster.annotate({ [`${subject.controller.customResource.group}/paused`]: "true" });
    await cluster.delete();
    await gone(cluster);
  });
}

/** Resource, children and pods: all of it, volumes aside. */
export async function gone(cluster: Cluster): Promise<void> {
  const namespace = cluster.namespace.name;
  const kinds = cluster.subject.controller.childKinds
    .filter(({ component }) => component === undefined)
    .map(({ kind }) => kind);
  await cluster.until("everything to be gone", async () => {
    if (await cluster.client.get(cluster.kind, cluster.ref)) return false;
    const lists = await Promise.all(
      [...kinds, "Pod.v1" as const].map((kind) => cluster.client.list(kind, { namespace })),
    );
    const left = lists.flat().filter(({ metadata }) => metadata.name.startsWith(cluster.name));
    if (left.length > 0)
      throw new Error(left.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(", "));
    return true;
  });
}

async function volumeClaims({ client, namespace }: Cluster): Promise<string[]> {
  const claims = await client.list("PersistentVolumeClaim.v1", { namespace: namespace.name });
  return claims.map(({ metadata }) => `${metadata.name} ${metadata.uid}`).sort();
}

/** Watches pods go, and remembers in which order. */
class Departures {
  readonly #ended = new AbortController();
  readonly #order: string[] = [];
  readonly #watching: Promise<void>;

  constructor({ client, namespace }: Cluster) {
    this.#watching = this.#watch(client, namespace.name);
  }

  async #watch(client: Cluster["client"], namespace: string): Promise<void> {
    for await (const { type, object } of client.watch("Pod.v1", { namespace, signal: this.#ended.signal })) {
      if (type === "DELETED") this.#order.push(object.metadata.ownerReferences?.[0]?.name ?? "");
    }
  }

  async end(): Promise<this> {
    this.#ended.abort();
    await this.#watching;
    return this;
  }

  /** When the pods of a StatefulSet went: their places in the order. */
  pods(workload: string): number[] {
    return this.#order.flatMap((name, index) => (name === workload ? [index] : []));
  }
}
