import assert from "node:assert/strict";
import type { ObjectMeta } from "kubernetes-types/meta/v1.js";
import { type KubernetesObject, kindOf } from "../../../src/kubernetes/object.ts";
import { firstSync } from "../../../src/metacontroller/first-sync.ts";
import type { Parent } from "../../../src/metacontroller/hooks.ts";
import { Cluster, runningCluster } from "../support/cluster.ts";
import type { Subject } from "../support/subject.ts";
import type { NamespaceTest } from "../support/test-namespace.ts";
import { applyChange } from "./changes.ts";
import { conditionOf } from "./condition.ts";

/** What others do to the children, or to objects of their names. */
export function otherOwners(subject: Subject, test: NamespaceTest): void {
  const workload = subject.workloads[0]![0]!;

  test("labels and annotations of others survive", async (namespace) => {
    const cluster = await runningCluster(namespace, subject, subject.everyKind);
    const mark = {
      labels: { "others.example/label": "kept" },
      annotations: { "others.example/note": "kept" },
    };
    const children = await cluster.children();
    for (const child of children) await cluster.client.patch(kindOf(child), named(child), { metadata: mark });
    await applyChange(cluster, subject.restarting);
    for (const { metadata, kind } of await cluster.children()) {
      assert.equal(metadata.labels?.["others.example/label"], "kept", `${kind} ${metadata.name}`);
      assert.equal(metadata.annotations?.["others.example/note"], "kept", `${kind} ${metadata.name}`);
    }
    assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
  });

  test("a child that somebody deletes or changes comes back as it was", async (namespace) => {
    const cluster = await runningCluster(namespace, subject, subject.everyKind);
    const children = await cluster.children();
    // One of each kind.
    const victims = new Map(children.map((child) => [child.kind, child]));
    for (const victim of victims.values()) await cluster.client.delete(kindOf(victim), named(victim));
    await cluster.until("every child to be back", async () => {
      const back = await cluster.children();
      return [...victims.values()].every((victim) =>
        back.some(
          ({ kind, metadata }) =>
            kind === victim.kind &&
            metadata.name === victim.metadata.name &&
            metadata.uid !== victim.metadata.uid,
        ),
      );
    });
    await cluster.running();

    const { metadata, spec } = await cluster.statefulSet(workload);
    await cluster.client.patch("StatefulSet.apps/v1", metadata as never, {
      spec: { template: { spec: { terminationGracePeriodSeconds: 1 } } },
    });
    await cluster.until("the change to be undone", async () => {
      const { template } = (await cluster.statefulSet(workload)).spec!;
      return (
        template.spec?.terminationGracePeriodSeconds === spec?.template.spec?.terminationGracePeriodSeconds
      );
    });
    await cluster.running();
  });

  test("a child that lost its owner is adopted again", async (namespace) => {
    const cluster = await runningCluster(namespace, subject, subject.everyKind);
    const children = await cluster.children();
    for (const child of children)
      await cluster.client.patch(kindOf(child), named(child), { metadata: { ownerReferences: null } });
    await cluster.until("all to be its children", async () => {
      return (await cluster.children()).length === children.length;
    });
    assert.deepEqual(
      (await cluster.children()).map(({ metadata }) => metadata.uid).sort(),
      children.map(({ metadata }) => metadata.uid).sort(),
    );
    await cluster.running();
  });

  test("a foreign StatefulSet is never taken over, and status says so", async (namespace) => {
    const cluster = new Cluster(namespace, subject);
    await cluster.createSecret();
    const foreign = await cluster.client.create(foreignStatefulSet(namespace.name, workload));
    await cluster.until(
      "its pod to be ready",
      async () => (await cluster.statefulSet(workload)).status?.readyReplicas,
    );
    const before = await cluster.statefulSet(workload);

    await cluster.create();
    const status = await cluster.status("Failed", ({ phase }) => phase === "Failed");
    assert.match(conditionOf(status, "Ready", "False").message, new RegExp(workload));
    assert.match(conditionOf(status, "Stalled", "True").message, new RegExp(workload));
    await cluster.synced();
    assert.deepEqual(await cluster.statefulSet(workload), before);

    await cluster.client.delete(kindOf(foreign), named(foreign));
    await cluster.running();
  });

  test("objects of others under the names of its children are neither written nor taken along", async (namespace) => {
    const cluster = new Cluster(namespace, subject);
    await cluster.createSecret();
    const { controller, everyKind } = subject;
    const parent = cluster.manifest(everyKind) as Parent;
    const { children } = controller.sync(firstSync(parent, controller.childKinds), "2026-01-01T00:00:00Z");
    // That of a StatefulSet is tried above, and goes by the pods that it has.
    const names = children.filter(({ kind }) => kind !== "StatefulSet");
    for (const child of names) await cluster.client.create(foreignObject(child) as never);
    const foreign = async () =>
      Promise.all(names.map(async (child) => await cluster.client.get(kindOf(child), named(child))));
    const before = await foreign();

    await cluster.create(everyKind);
    const status = await cluster.status("Failed", ({ phase }) => phase === "Failed");
    const { message } = conditionOf(status, "Ready", "False");
    for (const { kind, metadata } of names) assert.ok(message.includes(`${kind} ${metadata.name} `), message);
    await cluster.synced();
    assert.deepEqual((await foreign()).map(whatItIs), before.map(whatItIs));
    assert.deepEqual(await cluster.children(), [], "pods need what is taken, so nothing is started");

    await cluster.delete();
    await cluster.until("it to be gone", async () => !(await cluster.client.get(cluster.kind, cluster.ref)));
    assert.deepEqual((await foreign()).map(whatItIs), before.map(whatItIs));
    for (const child of names) await cluster.client.delete(kindOf(child), named(child));
    await cluster.create(everyKind);
    await cluster.running();
  });

  test("a wanted child that does not appear is named in status", async (namespace) => {
    const { quota, name } = subject.optionalChild;
    const cluster = new Cluster(namespace, subject);
    await cluster.createSecret();
    const forbidding = { namespace: namespace.name, name: "none" };
    await cluster.client.create({
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: forbidding,
      spec: { hard: { [quota]: "0" } },
    } as never);
    await cluster.until("the quota to be in force", async () => {
      const found = await cluster.client.get("ResourceQuota.v1", forbidding);
      return (found?.status as { hard?: object } | undefined)?.hard;
    });

    await cluster.create();
    const status = await cluster.status("short of a child", ({ conditions }) =>
      conditions.some(({ type, reason }) => type === "Ready" && reason === "ChildrenMissing"),
    );
    assert.ok(conditionOf(status, "Ready", "False").message.includes(name));
    await cluster.client.delete("ResourceQuota.v1", forbidding);
    await cluster.running();
  });
}

const named = ({ metadata }: { metadata: { name?: string; namespace?: string } }) => ({
  name: metadata.name!,
  ...(metadata.namespace && { namespace: metadata.namespace }),
});

/** All of it but what other controllers write. */
const whatItIs = (object: object | undefined) => {
  const { metadata, status: _, ...rest } = object as { metadata: ObjectMeta; status?: object };
  const { uid, generation, labels, annotations, ownerReferences } = metadata;
  return { ...rest, uid, generation, labels, annotations, ownerReferences };
};

const FOREIGN_SPECS: Record<string, object> = {
  Service: { selector: { app: "foreign" }, ports: [{ port: 80 }] },
  PodDisruptionBudget: { selector: { matchLabels: { app: "foreign" } }, maxUnavailable: 1 },
  NetworkPolicy: { podSelector: { matchLabels: { app: "foreign" } } },
  HorizontalPodAutoscaler: {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "foreign" },
    maxReplicas: 2,
  },
};

/** Somebody else's object of the same kind and name. */
const foreignObject = ({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject) => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
  ...(kind === "ConfigMap" && { data: { foreign: "yes" } }),
  ...(FOREIGN_SPECS[kind] && { spec: FOREIGN_SPECS[kind] }),
});

const foreignStatefulSet = (namespace: string, name: string) => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { namespace, name },
  spec: {
    serviceName: name,
    selector: { matchLabels: { app: "foreign" } },
    template: {
      metadata: { labels: { app: "foreign" } },
      spec: { containers: [{ name: "main", image: "somebody/elses" }] },
    },
  },
});
