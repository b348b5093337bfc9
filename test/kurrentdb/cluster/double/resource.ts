/** A KurrentDB resource: the operator's own hook decides, and all that stands behind it is the double. */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { ConfigMap, PodTemplateSpec } from "kubernetes-types/core/v1.js";
import { kurrentDB } from "../../../../src/kurrentdb/cluster/controller.ts";
import { firstSync } from "../../../../src/metacontroller/first-sync.ts";
import type { ObjectMap, SyncRequest, SyncResponse } from "../../../../src/metacontroller/hooks.ts";
import { feedBack, type Strategy } from "../../../support/api-server.ts";
import { byName } from "../../../support/arbitraries/situation.ts";
import { secretsOf } from "../cluster-of.ts";
import { containerOf } from "./container.ts";
import { majorityOf } from "./election.ts";
import { Hook } from "./hook.ts";
import { Volume } from "./log.ts";
import { Members } from "./members.ts";
import type { Container, Readiness } from "./pod.ts";
import { type Sight, Sights } from "./sights.ts";
import { StatefulSetController } from "./stateful-set.ts";
import { parentFor, type Wish } from "./wish.ts";
import { type Former, Writers } from "./writers.ts";

const NAME = "events";

export interface Settings {
  seed?: number;
  /** In the place of the readiness probe that is rendered. */
  readiness?: Readiness | undefined;
  /** What a cluster has left behind that ran before. */
  former?: Former | undefined;
  /** One that remembers; each asks anew where there is none. */
  hook?: Hook | undefined;
  /** How Metacontroller applies; dynamic apply where nothing is said, as Metacontroller has it. */
  strategy?: Strategy;
}

export class Resource {
  readonly members: Members;
  readonly writers: Writers;
  readonly controller: StatefulSetController;
  request: SyncRequest;
  answer: SyncResponse | undefined;
  hasSecrets = true;
  /** Whether no answer reaches the API server. */
  losesAnswers = false;
  readonly sights = new Sights();
  /** Every state that was asked for, as `MEMBERS/SIZE`. */
  readonly steps: string[] = [];
  /** How acknowledged events got lost, if they did. */
  readonly losses: string[] = [];
  /** Whether an answer to an older state was applied over a newer one: server-side apply has no precondition. */
  isOverwritten = false;
  /** Told what the hook saw and what became of it. */
  onSync: (seen: StatefulSet | undefined, applied: StatefulSet) => void = () => undefined;
  readonly #settings: Settings;
  #applied: number | undefined;
  #syncsAt: number | undefined = 0;
  #changedAt = 0;
  #hasLostVolume = false;

  constructor(
    public wish: Wish,
    settings: Settings = {},
  ) {
    this.#settings = settings;
    this.members = new Members(settings.seed ?? 0, 250);
    this.writers = new Writers(this.members, settings.former?.acknowledged);
    this.controller = new StatefulSetController(NAME, this.members, (template) => this.#container(template));
    settings.former?.logs.forEach((log, ordinal) => {
      this.members.volumes.set(this.controller.podName(ordinal), new Volume(log));
    });
    this.request = firstSync(parentFor(wish, 1), kurrentDB.childKinds);
    this.members.whenLeader((member) => {
      const missing = this.writers.missingAt(member).length;
      const all = this.writers.acknowledged.length;
      if (missing > 0)
        this.losses.push(`${member.name} leads without ${missing} of ${all} acknowledged events`);
    });
  }

  get set(): StatefulSet | undefined {
    return setIn(this.request.children);
  }

  /** What the hook would be asked now, if Metacontroller saw all as it is. */
  get current(): SyncRequest {
    return { ...this.request, related: this.#related() };
  }

  /** People edit the resource. */
  edit(wish: Wish): void {
    this.wish = wish;
    const { metadata, status } = this.request.parent;
    const parent = parentFor(wish, (metadata.generation ?? 0) + 1);
    this.request = { ...this.request, parent: { ...parent, ...(status !== undefined && { status }) } };
    this.#changed();
  }

  /** People delete the claims of the last members while all are stopped, as few as a cluster of its size can lose. */
  loseVolumes(): void {
    if (this.controller.replicas.size > 0 || this.set?.spec?.replicas !== 0) return;
    const size = Number(this.set.metadata!.annotations!["kurrent.io/cluster-size"]);
    for (const name of [...this.members.volumes.keys()].sort().slice(majorityOf(size)))
      this.members.volumes.delete(name);
    this.#changed();
  }

  /** A disk breaks, once, of a member of three or more that all have everything: a majority still has it. */
  loseVolume(ordinal: number): void {
    const { members, controller, set } = this;
    const count = set?.spec?.replicas ?? 0;
    const names = Array.from({ length: count }, (_, index) => controller.podName(index));
    const lengths = new Set(names.map((name) => members.volumes.get(name)?.log.length));
    if (this.#hasLostVolume || ordinal >= count || count < 3 || lengths.size > 1) return;
    this.#hasLostVolume = true;
    members.last.get(names[ordinal]!)?.kill();
    members.volumes.set(names[ordinal]!, new Volume());
  }

  step(): void {
    const { members, set } = this;
    members.step();
    if (set) this.controller.step(set);
    if (set && this.controller.status !== set.status) this.#report(set);
    this.writers.step();
    if (this.#syncsAt !== undefined && members.now >= this.#syncsAt) this.#sync();
  }

  run(seconds: number, meanwhile?: () => void): void {
    const until = this.members.now + seconds * 1000;
    while (this.members.now < until) {
      this.step();
      meanwhile?.();
    }
  }

  /** Until nothing has happened for a minute. */
  settle(meanwhile?: () => void): void {
    const limit = this.members.now + 3_600_000;
    this.#changed();
    while (this.members.now < limit) {
      this.step();
      meanwhile?.();
      if (this.members.now - this.#changedAt > 60_000 && !this.controller.isStarting) return;
    }
    assert.fail(`it never comes to rest: ${JSON.stringify(this.answer?.status)}`);
  }

  /** Metacontroller asks the hook soon after anything it watches has changed. */
  #changed(): void {
    const { now, chance } = this.members;
    this.#changedAt = now;
    this.#syncsAt ??= now + chance.between(100, 1000);
  }

  #sync(): void {
    const { now, chance } = this.members;
    this.#syncsAt = undefined;
    const sight = this.sights.latest(this.#sight());
    const seen = setIn(sight.children);
    const asked = { ...this.request, children: sight.children, related: sight.related };
    const { response, id } = (this.#settings.hook ?? new Hook()).ask(asked, sight.applied, seen);
    this.answer = response;
    // Metacontroller skips the create of what it does not see yet and is there.
    if (this.losesAnswers || (this.set && !seen)) {
      this.#syncsAt = now + chance.between(500, 5000);
      return;
    }
    const isApplied = this.#apply(response, id, sight);
    if (sight.children !== this.request.children && this.sights.staleness > 0) this.#syncsAt ??= now + 1000;
    if (isApplied) this.onSync(seen, this.set!);
    const { spec, metadata } = this.set!;
    const step = `${spec!.replicas}/${metadata!.annotations!["kurrent.io/cluster-size"]}`;
    if (this.steps.at(-1) !== step) this.steps.push(step);
  }

  /** @returns whether nothing has kept it from being applied */
  #apply(response: SyncResponse, id: number, sight: Sight): boolean {
    const { hook, strategy = "dynamic" } = this.#settings;
    if (hook && id === this.#applied) return true;
    const before = this.request.children;
    const unseen = sight.children === before ? [] : differing(sight.children, before);
    const isRefused = unseen.length > 0 && strategy === "dynamic";
    this.request = feedBack(this.request, response, strategy);
    this.#applied = id;
    if (isRefused) {
      // Metacontroller's PUT bears the resourceVersion that it has seen.
      this.request = { ...this.request, children: withObjects(this.request.children, unseen, before) };
      this.#applied = hook?.newId();
    } else if (unseen.length > 0) this.isOverwritten = true;
    if (this.set?.metadata?.generation !== setIn(before)?.metadata?.generation) this.#changed();
    this.sights.add(this.#sight());
    return !isRefused;
  }

  #report(set: StatefulSet): void {
    const { status } = this.controller;
    const { children } = this.request;
    const sets = { [`data/${NAME}`]: { ...set, status } };
    this.request = { ...this.request, children: { ...children, "StatefulSet.apps/v1": sets } as ObjectMap };
    this.sights.add(this.#sight());
    this.#changed();
  }

  #sight(): Sight {
    const { children } = this.request;
    return { at: this.members.now, children, related: this.#related(), applied: this.#applied };
  }

  #related(): ObjectMap {
    const claims = [...this.members.volumes.keys()].map((name) => ({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: `data-${name}`, namespace: "data" },
    }));
    return {
      "Secret.v1": this.hasSecrets ? secretsOf(this.request.parent) : {},
      "PersistentVolumeClaim.v1": byName(claims),
    };
  }

  #container(template: PodTemplateSpec): Container {
    const config = this.request.children["ConfigMap.v1"]![`data/${NAME}-config`] as unknown as ConfigMap;
    const container = containerOf(template, config, this.#settings.readiness);
    const { isTls, port, size } = container.options;
    for (const { name, options, isGone } of this.members.running) {
      const isUnderstood = isGone || (options.isTls === isTls && options.port === port);
      // Those that are about to be stopped need not understand each other.
      assert.ok(
        isUnderstood || this.set?.spec?.replicas === 0,
        `a member starts that cannot talk to ${name}, which is still there`,
      );
      assert.ok(
        isGone || options.size === size || this.isOverwritten,
        `a member of size ${size} starts beside ${name} of size ${options.size}`,
      );
    }
    return container;
  }
}

const setIn = (children: ObjectMap): StatefulSet | undefined =>
  children["StatefulSet.apps/v1"]?.[`data/${NAME}`] as StatefulSet | undefined;

type Key = readonly [kind: string, name: string];

/** The objects of the present that an older sight shows otherwise. */
const differing = (seen: ObjectMap, present: ObjectMap): Key[] =>
  Object.entries(present).flatMap(([kind, objects]) =>
    Object.entries(objects ?? {})
      .filter(([name, object]) => !isDeepStrictEqual(seen[kind]?.[name], object))
      .map(([name]): Key => [kind, name]),
  );

/** With these objects as they are elsewhere. */
function withObjects(objects: ObjectMap, keys: readonly Key[], elsewhere: ObjectMap): ObjectMap {
  const mixed = structuredClone(objects) as Record<string, Record<string, unknown>>;
  for (const [kind, name] of keys) mixed[kind] = { ...mixed[kind], [name]: elsewhere[kind]![name] };
  return mixed as ObjectMap;
}
