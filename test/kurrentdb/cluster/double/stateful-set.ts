/** The StatefulSet controller of Kubernetes, for pods that are started in parallel and updated one at a time. */
import { isDeepStrictEqual } from "node:util";
import type { StatefulSet, StatefulSetSpec, StatefulSetStatus } from "kubernetes-types/apps/v1.js";
import type { PodTemplateSpec } from "kubernetes-types/core/v1.js";
import { Volume } from "./log.ts";
import type { Members } from "./members.ts";
import { type Container, Pod } from "./pod.ts";

type MakeContainer = (template: PodTemplateSpec) => Container;

interface Replica {
  pod: Pod;
  revision: number;
}

export class StatefulSetController {
  /** By ordinal. */
  readonly replicas = new Map<number, Replica>();
  /** Pods of these ordinals never start, such as for want of a node with room. */
  readonly ill = new Set<number>();
  /** By revision. */
  readonly #templates: PodTemplateSpec[] = [];
  readonly #texts: string[] = [];
  readonly #revisions = new WeakMap<PodTemplateSpec, number>();
  status: StatefulSetStatus | undefined;
  #actsAt = 0;

  constructor(
    readonly name: string,
    readonly members: Members,
    readonly container: MakeContainer,
  ) {}

  /** Whether a pod has just been started or is still to be, though it could. */
  get isStarting(): boolean {
    for (const { pod } of this.replicas.values()) if (!pod.isIll && !pod.hasStood(60_000)) return true;
    return false;
  }

  podName(ordinal: number): string {
    return `${this.name}-${ordinal}`;
  }

  /** The node is drained or lost: the pod goes, and another takes its place. */
  evict(ordinal: number): void {
    this.replicas.get(ordinal)?.pod.terminate();
  }

  /** Runs the pods, and brings them nearer to what is asked for. */
  step(set: StatefulSet): void {
    const { now, chance } = this.members;
    for (const [ordinal, { pod }] of this.replicas) {
      pod.isIll = this.ill.has(ordinal);
      pod.step();
      if (pod.isGone) this.replicas.delete(ordinal);
    }
    if (now < this.#actsAt) return;
    this.#actsAt = now + chance.between(200, 1500);
    this.#scale(set);
    this.#roll(set);
    this.#report(set);
  }

  #scale(set: StatefulSet): void {
    const wanted = set.spec!.replicas!;
    for (let ordinal = 0; ordinal < wanted; ordinal++) {
      if (!this.replicas.has(ordinal)) this.#create(ordinal, this.#templateFor(ordinal, set));
    }
    for (const [ordinal, { pod }] of this.replicas) if (ordinal >= wanted) pod.terminate();
  }

  /** Below the partition pods come back as they were before the update. */
  #templateFor(ordinal: number, { spec }: StatefulSet): PodTemplateSpec {
    const current = this.status?.currentRevision;
    const isUpdated = current === undefined || ordinal >= partitionOf(spec!);
    return isUpdated ? spec!.template : this.#templates[Number(current)]!;
  }

  #create(ordinal: number, template: PodTemplateSpec): void {
    const { members } = this;
    const name = this.podName(ordinal);
    if (!members.volumes.has(name)) members.volumes.set(name, new Volume());
    const startsAfter = members.chance.between(500, 3000);
    const pod = new Pod(name, () => this.container(template), members, undefined, startsAfter);
    this.replicas.set(ordinal, { pod, revision: this.#revisionOf(template) });
  }

  /** From the last member down, and not past one that is not available. */
  #roll(set: StatefulSet): void {
    const { replicas, template, minReadySeconds = 0 } = set.spec!;
    const revision = this.#revisionOf(template);
    for (let ordinal = replicas! - 1; ordinal >= partitionOf(set.spec!); ordinal--) {
      const replica = this.replicas.get(ordinal)!;
      if (replica.revision !== revision) replica.pod.terminate();
      if (!this.#isAvailable(replica.pod, minReadySeconds)) return;
    }
  }

  #isAvailable(pod: Pod, minReadySeconds: number): boolean {
    return pod.isReady && !pod.isTerminating && this.members.now - pod.readySince >= minReadySeconds * 1000;
  }

  /** What it tells of the pods. One that is on its way out counts until it is gone. */
  #report(set: StatefulSet): void {
    const { template, replicas: wanted } = set.spec!;
    const updateRevision = this.#revisionOf(template);
    const { minReadySeconds = 0 } = set.spec!;
    let [readyReplicas, availableReplicas, updatedReplicas] = [0, 0, 0];
    for (const { pod, revision } of this.replicas.values()) {
      if (pod.isReady) readyReplicas += 1;
      if (this.#isAvailable(pod, minReadySeconds)) availableReplicas += 1;
      if (!pod.isTerminating && revision === updateRevision) updatedReplicas += 1;
    }
    const replicas = this.replicas.size;
    const isComplete = [replicas, readyReplicas, updatedReplicas].every((pods) => pods === wanted);
    const status = {
      observedGeneration: set.metadata!.generation!,
      replicas,
      readyReplicas,
      availableReplicas,
      updatedReplicas,
      currentRevision: String(isComplete ? updateRevision : (this.status?.currentRevision ?? updateRevision)),
      updateRevision: String(updateRevision),
    };
    if (!isDeepStrictEqual(status, this.status)) this.status = status;
  }

  #revisionOf(template: PodTemplateSpec): number {
    const known = this.#revisions.get(template);
    if (known !== undefined) return known;
    const text = JSON.stringify(template);
    if (!this.#texts.includes(text)) {
      this.#texts.push(text);
      this.#templates.push(template);
    }
    const revision = this.#texts.indexOf(text);
    this.#revisions.set(template, revision);
    return revision;
  }
}

const partitionOf = ({ updateStrategy }: StatefulSetSpec): number =>
  updateStrategy?.rollingUpdate?.partition ?? 0;
