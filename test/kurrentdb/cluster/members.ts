/**
 * A model of what stands behind a KurrentDB: the StatefulSet controller with its pods, and the servers in them with
 * their logs. It is as unkind as both are allowed to be, and it notices when an acknowledged event is lost.
 *
 * What it takes for granted: a member is Ready only within a majority, and when the controller reports members as Ready
 * they have caught up with each other.
 */
import assert from "node:assert/strict";
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { parse } from "yaml";
import { checksum } from "../../../src/kubernetes/checksum.ts";
import { kurrentDB } from "../../../src/kurrentdb/cluster/controller.ts";
import { firstSync } from "../../../src/metacontroller/first-sync.ts";
import type { ObjectMap, Parent, SyncRequest, SyncResponse } from "../../../src/metacontroller/hooks.ts";
import { feedBack } from "../../support/api-server.ts";
import { byName } from "../../support/arbitraries/situation.ts";
import { parentOf, secretsOf } from "./cluster-of.ts";

const { sync } = kurrentDB;

const NOW = "2026-01-02T03:04:05Z";

interface Entry {
  epoch: number;
  id: number;
}

interface Pod {
  index: number;
  revision: string;
  isReady: boolean;
  isLeaving: boolean;
  /** From the configuration file as it was when the container started. */
  size: number;
  /** What members must agree on to talk to each other. */
  language: string;
}

export interface Wish {
  replicas: number;
  confirms?: number | undefined;
  isTls?: boolean;
  nodePort?: number;
  restartKey?: string | undefined;
}

export const majorityOf = (size: number) => Math.floor(size / 2) + 1;

export class Members {
  request: SyncRequest;
  answer: SyncResponse | undefined;
  pods: Pod[] = [];
  /** By index; a volume outlives its pod. */
  volumes: Entry[][] = [];
  acknowledged: number[] = [];
  hasSecrets = true;
  /** Members that never come up, such as for want of a node with room. */
  readonly ill = new Set<number>();
  /** Every state that was asked for, as `MEMBERS/SIZE`. */
  readonly steps: string[] = [];
  #epoch = 0;

  constructor(
    public wish: Wish,
    { volumes, acknowledged }: Former = { volumes: [], acknowledged: [] },
  ) {
    this.volumes = [...volumes];
    this.acknowledged = [...acknowledged];
    this.#epoch = acknowledged.length;
    this.request = firstSync(this.#parent(wish, 1), kurrentDB.childKinds);
  }

  get set(): StatefulSet | undefined {
    return this.request.children["StatefulSet.apps/v1"]?.["data/events"] as StatefulSet | undefined;
  }

  /** People edit the resource. */
  edit(wish: Wish): void {
    this.wish = wish;
    const { metadata, status } = this.request.parent;
    const parent = this.#parent(wish, (metadata.generation ?? 0) + 1);
    this.request = { ...this.request, parent: { ...parent, ...(status !== undefined && { status }) } };
  }

  #parent({ replicas, confirms, isTls, nodePort, restartKey }: Wish, generation: number): Parent {
    const annotations = confirms ? { "kurrent.io/confirm-shrink": String(confirms) } : {};
    return parentOf(
      {
        replicas,
        licenseSecret: "licence",
        ...(isTls && { security: { certificateSecret: "tls", certificateAuthoritySecret: "tls" } }),
        configuration: { nodePort: nodePort ?? 2113 },
        ...(restartKey && { restartKey }),
      },
      { generation, annotations },
    );
  }

  /** One sync, applied. */
  sync(): void {
    const { parent } = this.request;
    const claims = Object.keys(this.volumes).map((index) => ({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: `data-events-${index}`, namespace: "data" },
    }));
    this.request = {
      ...this.request,
      related: {
        "Secret.v1": this.hasSecrets ? secretsOf(parent) : {},
        "PersistentVolumeClaim.v1": byName(claims),
      },
    };
    this.answer = sync(this.request, NOW);
    this.request = feedBack(this.request, this.answer, "dynamic");
    const step = `${this.set!.spec!.replicas}/${this.set!.metadata!.annotations!["kurrent.io/cluster-size"]}`;
    if (this.steps.at(-1) !== step) this.steps.push(step);
  }

  /** One round of the StatefulSet controller (Parallel, RollingUpdate), its report included. */
  control(): boolean {
    const { set } = this;
    if (!set) return false;
    const before = JSON.stringify([this.pods, set.status]);
    const replicas = set.spec!.replicas!;
    const revision = checksum(set.spec!.template);
    for (let index = 0; index < replicas; index++) {
      if (!this.pods.some((pod) => pod.index === index)) this.#create(index, revision);
    }
    for (const pod of this.pods) if (pod.index >= replicas) pod.isLeaving = true;
    this.#roll(replicas, revision);
    this.#catchUp();
    this.#report(set, replicas, revision);
    return JSON.stringify([this.pods, this.set!.status]) !== before;
  }

  #create(index: number, revision: string): void {
    const pod = { index, revision, isReady: false, isLeaving: false, ...this.#configuration() };
    for (const other of this.pods) {
      assert.equal(
        other.language,
        pod.language,
        `member ${index} starts while member ${other.index} is still there, and they cannot talk to each other`,
      );
    }
    this.pods.push(pod);
    this.volumes[index] ??= [];
  }

  #configuration(): Pick<Pod, "size" | "language"> {
    const config = this.request.children["ConfigMap.v1"]!["data/events-config"] as unknown as {
      data: Record<string, string>;
    };
    const { ClusterSize, Insecure = false, NodePort } = parse(config.data["kurrentdb.conf"]!);
    return { size: ClusterSize, language: `${Insecure ? "plain" : "TLS"} on ${NodePort}` };
  }

  /** From the last member down, and not past one that is not well. */
  #roll(replicas: number, revision: string): void {
    for (let index = replicas - 1; index >= 0; index--) {
      const pod = this.pods.find((one) => one.index === index)!;
      if (pod.revision !== revision && !pod.isLeaving) {
        pod.isLeaving = true;
        return;
      }
      if (!pod.isReady || pod.isLeaving) return;
    }
  }

  #report(set: StatefulSet, replicas: number, revision: string): void {
    const count = (is: (pod: Pod) => boolean) => this.pods.filter(is).length;
    const updated = count((pod) => !pod.isLeaving && pod.revision === revision);
    const ready = count(({ isReady }) => isReady);
    const isComplete = [updated, ready, this.pods.length].every((pods) => pods === replicas);
    const status = {
      observedGeneration: set.metadata!.generation!,
      replicas: this.pods.length,
      readyReplicas: ready,
      updatedReplicas: updated,
      currentRevision: isComplete ? revision : (set.status?.currentRevision ?? revision),
      updateRevision: revision,
    };
    const { children } = this.request;
    this.request = {
      ...this.request,
      children: { ...children, "StatefulSet.apps/v1": { "data/events": { ...set, status } } } as ObjectMap,
    };
  }

  /** A pod that was told to leave is gone. */
  leave(choice: number): boolean {
    const leaving = this.pods.filter(({ isLeaving }) => isLeaving);
    const pod = leaving[choice % Math.max(1, leaving.length)];
    this.pods = this.pods.filter((one) => one !== pod);
    return pod !== undefined;
  }

  /** People delete the claims of the last members while all are stopped, as few as a cluster of its size can lose. */
  loseVolumes(): void {
    if (this.pods.length > 0 || !this.set || this.set.spec!.replicas !== 0) return;
    const size = Number(this.set.metadata!.annotations!["kurrent.io/cluster-size"]);
    this.volumes = this.volumes.slice(0, majorityOf(size));
  }

  /** A server falls over and starts anew in its pod, with the configuration file as it is now. */
  crash(choice: number): void {
    const pod = this.#running()[choice % Math.max(1, this.#running().length)];
    if (pod) Object.assign(pod, this.#configuration(), { isReady: false });
  }

  /** A member finds a majority and gets Ready. */
  join(choice: number, whom = 0): boolean {
    const waiting = this.#running().filter((pod) => !pod.isReady && this.#quorum([pod], whom));
    const pod = waiting[choice % Math.max(1, waiting.length)];
    if (!pod) return false;
    this.#elect(this.#quorum([pod], whom)!);
    pod.isReady = true;
    return true;
  }

  /** Any majority that can form elects a leader and acknowledges an event. */
  write(whom: number): void {
    const running = this.#running();
    const first = running[whom % Math.max(1, running.length)];
    const quorum = first && this.#quorum([first], whom);
    if (quorum) this.#elect(quorum);
  }

  #running = () => this.pods.filter(({ index, isLeaving }) => !isLeaving && !this.ill.has(index));

  /** As many members as these need to be a majority, some of those that understand each other. */
  #quorum(some: Pod[], whom: number): Pod[] | undefined {
    const { size, language } = some[0]!;
    // One that takes itself for the whole cluster looks for nobody.
    const others = this.#running().filter(
      (pod) => !some.includes(pod) && pod.language === language && pod.size > 1,
    );
    const start = whom % Math.max(1, others.length);
    const turned = [...others.slice(start), ...others.slice(0, start)];
    const quorum = [...some, ...turned].slice(0, majorityOf(size));
    return quorum.length === majorityOf(size) ? quorum : undefined;
  }

  #elect(quorum: readonly Pod[]): void {
    const logs = quorum.map(({ index }) => this.volumes[index]!);
    const best = logs.reduce((a, b) => (isNewer(b, a) ? b : a));
    const has = new Set(best.map(({ id }) => id));
    assert.ok(
      this.acknowledged.every((id) => has.has(id)),
      `members ${quorum.map(({ index }) => index)} elect a leader that lacks acknowledged events: they are lost`,
    );
    this.#epoch += 1;
    const id = this.acknowledged.length;
    this.acknowledged.push(id);
    const log = [...best, { epoch: this.#epoch, id }];
    for (const { index } of quorum) this.volumes[index] = log;
  }

  /** Members without a majority are not Ready; the others have what the best of them has. */
  #catchUp(): void {
    for (const pod of this.pods) {
      if (pod.isReady && !pod.isLeaving && !this.#quorum([pod], 0)) pod.isReady = false;
    }
    const ready = this.#running().filter(({ isReady }) => isReady);
    const best = ready.map(({ index }) => this.volumes[index]!).reduce((a, b) => (isNewer(b, a) ? b : a), []);
    for (const { index } of ready) this.volumes[index] = best;
  }

  /** Lets everything happen that can, until nothing does. */
  settle(sync = (): unknown => this.sync()): void {
    for (let round = 0; round < 150; round++) {
      const before = JSON.stringify(this.request);
      sync();
      const happened = [
        JSON.stringify(this.request) !== before,
        this.control(),
        ...Array.from({ length: 5 }, () => this.leave(0)),
        ...Array.from({ length: 5 }, () => this.join(0)),
      ];
      if (!happened.includes(true)) return;
    }
    assert.fail("it never comes to rest");
  }
}

const last = (log: readonly Entry[]): Entry => log.at(-1) ?? { epoch: 0, id: -1 };

/** By epoch and then by length, as the servers elect. */
const isNewer = (a: readonly Entry[], b: readonly Entry[]) =>
  last(a).epoch > last(b).epoch || (last(a).epoch === last(b).epoch && a.length > b.length);

/** What a cluster has left behind that ran before. */
export interface Former {
  volumes: Entry[][];
  acknowledged: number[];
}

/**
 * @param majorities the first member of each majority that acknowledged an event
 * @param kept how many volumes are left, from the first on
 */
export function former(size: number, majorities: readonly number[], kept = size): Former {
  const volumes: Entry[][] = Array.from({ length: size }, () => []);
  let log: Entry[] = [];
  majorities.forEach((start, id) => {
    log = [...log, { epoch: id + 1, id }];
    for (let step = 0; step < majorityOf(size); step++) volumes[(start + step) % size] = log;
  });
  return { volumes: volumes.slice(0, kept), acknowledged: majorities.map((_, id) => id) };
}
