import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { isTrue } from "../../../src/kubernetes/condition.ts";
import { type KindKey, type KubernetesObject, kindOf } from "../../../src/kubernetes/object.ts";
import type { Status } from "../../../src/metacontroller/hooks.ts";
import type { Write } from "../../support/control-plane/audit-log.ts";
import { METACONTROLLER_USER } from "../../support/control-plane/metacontroller.ts";
import { type UntilOptions, until } from "../../support/control-plane/until.ts";
import type { Client } from "../../support/kubernetes-client/client.ts";
import type { StoredObject } from "../../support/kubernetes-client/kinds.ts";
import type { Call } from "../../support/load-balancer.ts";
import { merged } from "../../support/merge-patch.ts";
import { LOOSE_VERSION } from "./environment.ts";
import { CLUSTER, type Subject } from "./subject.ts";
import type { TestNamespace } from "./test-namespace.ts";

/** Wakes Metacontroller up: a change of the resource that changes nothing. */
const NUDGE = "e2e/nudge";

/** A custom resource under test, and what exists for it. */
export class Cluster {
  readonly namespace: TestNamespace;
  readonly subject: Subject;
  readonly name: string;
  readonly kind: KindKey;
  #nudges = 0;

  /** @param existing the name of one that exists already */
  constructor(namespace: TestNamespace, subject: Subject, name = CLUSTER) {
    const { group, version, kind } = subject.controller.customResource;
    this.namespace = namespace;
    this.subject = subject;
    this.name = name;
    this.kind = `${kind}.${group}/${version}`;
  }

  get client(): Client {
    return this.namespace.environment.plane.client;
  }

  get ref() {
    return { namespace: this.namespace.name, name: this.name };
  }

  /** @param edit a JSON merge patch on the subject's spec */
  manifest(edit: object = {}): KubernetesObject {
    const { group, version, kind } = this.subject.controller.customResource;
    const spec = merged(this.subject.spec, edit);
    return { apiVersion: `${group}/${version}`, kind, metadata: this.ref, spec } as KubernetesObject;
  }

  /** @param edit a JSON merge patch on the subject's spec */
  async create(edit: object = {}): Promise<this> {
    await this.client.create(this.manifest(edit));
    return this;
  }

  async createSecret(data = this.subject.secret.data): Promise<void> {
    const metadata = { namespace: this.namespace.name, name: this.subject.secret.name };
    await this.client.apply({ apiVersion: "v1", kind: "Secret", metadata, stringData: data } as never);
  }

  async get(): Promise<StoredObject> {
    const found = await this.client.get(this.kind, this.ref);
    if (!found) throw new Error(`${this.kind} ${this.name} is gone`);
    return found;
  }

  /** @param spec a JSON merge patch */
  edit(spec: object): Promise<StoredObject> {
    return this.client.patch(this.kind, this.ref, { spec });
  }

  /** An edit that no schema checks. */
  editUnchecked(spec: object): Promise<StoredObject> {
    const { group, kind } = this.subject.controller.customResource;
    return this.client.patch(`${kind}.${group}/${LOOSE_VERSION}`, this.ref, { spec });
  }

  annotate(annotations: Record<string, string | null>): Promise<StoredObject> {
    return this.client.patch(this.kind, this.ref, { metadata: { annotations } });
  }

  async delete(): Promise<void> {
    await this.client.delete(this.kind, this.ref);
  }

  /** Waits until the status is about the spec as it is now, and as wanted. */
  status(description: string, isWanted: (status: Status) => boolean): Promise<Status> {
    const look = async () => {
      // The API server is asked only once it is worth it: many tests wait at the same time.
      const said = this.calls.findLast(({ answer }) => answer?.status)?.answer?.status;
      if (!said || !isWanted(said)) return undefined;
      const { metadata, status } = await this.get();
      const stored = status as Status | undefined;
      return stored && stored.observedGeneration === metadata.generation && isWanted(stored)
        ? stored
        : undefined;
    };
    return this.until(`${this.name} to be ${description}`, look, { interval: 50 }) as Promise<Status>;
  }

  running(): Promise<Status> {
    return this.status(
      "Running",
      ({ phase, conditions }) => phase === "Running" && isTrue(conditions, "Ready"),
    );
  }

  /** The test's own failure tells what the cluster looks like; see suite.ts. */
  until<T>(description: string, condition: () => T | Promise<T>, options: UntilOptions = {}): Promise<T> {
    return until(description, condition, async () => "", { timeout: 60_000, interval: 250, ...options });
  }

  /** What it owns, of every kind that is registered. */
  async children(): Promise<StoredObject[]> {
    const { uid } = (await this.get()).metadata;
    const kinds = this.subject.controller.childKinds.filter(({ component }) => component === undefined);
    const lists = await Promise.all(
      kinds.map(({ kind }) => this.client.list(kind as KindKey, { namespace: this.namespace.name })),
    );
    return lists
      .flat()
      .filter(({ metadata }) =>
        metadata.ownerReferences?.some((owner) => owner.uid === uid),
      ) as StoredObject[];
  }

  /** What every child is, in a form that differs when one was written to, created again, or is gone. */
  async childVersions(): Promise<string[]> {
    return (await this.children())
      .map((child) => `${kindOf(child)} ${child.metadata.name} ${JSON.stringify(unattended(child))}`)
      .sort();
  }

  async statefulSet(name: string): Promise<StatefulSet & StoredObject> {
    const found = await this.client.get("StatefulSet.apps/v1", { ...this.ref, name });
    if (!found) throw new Error(`there is no StatefulSet ${name}`);
    return found as StatefulSet & StoredObject;
  }

  /** uid and StatefulSet of each pod, by its name. */
  async pods(): Promise<Map<string, { uid: string; workload: string }>> {
    const pods = await this.client.list("Pod.v1", { namespace: this.namespace.name });
    return new Map(
      pods.map(({ metadata }) => [
        metadata.name,
        { uid: metadata.uid, workload: metadata.ownerReferences?.[0]?.name ?? "" },
      ]),
    );
  }

  /** What Metacontroller asked about it, in order. */
  get calls(): readonly Call[] {
    const { kind } = this.subject.controller.customResource;
    return this.namespace.environment.loadBalancer.callsAbout({ kind, metadata: this.ref });
  }

  /** The phases it went through since a generation of its spec, each once in a row. */
  phasesSince(generation: number): string[] {
    const phases = this.calls
      .filter(({ parent }) => (parent.metadata.generation ?? 0) >= generation)
      .flatMap(({ answer }) => answer?.status?.phase ?? []);
    return phases.filter((phase, index) => phase !== phases[index - 1]);
  }

  /** Forces a sync, and waits until it has begun. */
  async #nudge(): Promise<void> {
    const nudge = String(++this.#nudges);
    await this.annotate({ [NUDGE]: nudge });
    const isNudged = ({ hook, parent }: Call) =>
      hook !== "customize" && parent.metadata.annotations?.[NUDGE] === nudge;
    await this.until(`sync ${nudge} of ${this.name}`, () => this.calls.some(isNudged), { interval: 25 });
  }

  /** Forces a sync, and waits until it is over: one parent is never synced twice at a time. */
  async synced(): Promise<void> {
    await this.#nudge();
    await this.#nudge();
  }

  /** What Metacontroller wrote in its namespace. */
  async writes(since: Date): Promise<Write[]> {
    const writes = await this.namespace.environment.plane.writes({ user: METACONTROLLER_USER, since });
    return writes.filter(({ namespace }) => namespace === this.namespace.name);
  }

  /** What Metacontroller writes while it is made to sync although nothing has changed. */
  async writesWhenNothingChanges(): Promise<string[]> {
    // Syncs that began before the last status was written are about the one before, and may write once more.
    for (let round = 0; round < 5; round++) if ((await this.#writesOfSyncs()).length === 0) break;
    return this.#writesOfSyncs();
  }

  async #writesOfSyncs(): Promise<string[]> {
    const since = new Date();
    const applied = await this.#autoscalersApplied();
    await this.synced();
    const writes = (await this.writes(since)).map(
      ({ verb, resource, name }) => `${verb} ${resource} ${name}`,
    );
    // With server-side apply, each status that its controller writes to an autoscaler has Metacontroller apply it once
    // more, without effect.
    const hadEffect = (await this.#autoscalersApplied()) !== applied;
    return writes.filter((write) => hadEffect || !write.startsWith("patch horizontalpodautoscalers."));
  }

  /** When autoscalers were last applied with effect, in a form that differs when one was. */
  async #autoscalersApplied(): Promise<string> {
    const autoscalers = await this.client.list("HorizontalPodAutoscaler.autoscaling/v2", {
      namespace: this.namespace.name,
    });
    return JSON.stringify(
      autoscalers.map(({ metadata }) => [
        metadata.name,
        metadata.managedFields?.filter(({ operation }) => operation === "Apply"),
      ]),
    );
  }
}

/** An object without what its own controller reports: only what somebody asked for. */
function unattended({ status: _, metadata, ...rest }: StoredObject): object {
  const { uid, generation, labels, annotations, ownerReferences } = metadata;
  return { ...rest, uid, generation, labels, annotations, ownerReferences };
}

/** A cluster of its own for a test, Running. */
export async function runningCluster(
  namespace: TestNamespace,
  subject: Subject,
  edit: object = {},
): Promise<Cluster> {
  const cluster = new Cluster(namespace, subject);
  await cluster.createSecret();
  await cluster.create(edit);
  await cluster.running();
  return cluster;
}
