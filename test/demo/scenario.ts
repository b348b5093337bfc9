/** One example's life: applied, running, given a newer image, deleted. */

import type { MemoryCluster } from "../support/metacontroller/memory/memory-cluster.ts";
import { missingSecrets, type StatefulSet, step } from "../support/metacontroller/memory/workloads.ts";
import type { Metacontroller } from "../support/metacontroller/metacontroller.ts";
import type { Sync } from "../support/metacontroller/parent-sync.ts";
import {
  type JsonObject,
  type KubeObject,
  keyOf,
  type Ref,
  refOf,
  type Store,
} from "../support/metacontroller/store.ts";
import { TooManyRequests } from "../support/metacontroller/webhook.ts";
import { Chronicle, differences } from "./chronicle.ts";
import { newImage } from "./new-image.ts";
import type { Page } from "./page.ts";
import type { Example, Schema } from "./repository.ts";

/** Something went otherwise than it must. The message is for the person who watches. */
export class ScenarioFailed extends Error {}

interface Status {
  phase?: string;
  conditions?: Condition[];
}

interface Condition {
  type: string;
  status: string;
  message: string;
}

/** Far more than the largest example needs; an operator that never comes to rest takes them all. */
const mostSteps = 400;
/** In one go, with nothing in between. An operator needs three or four. */
const mostSyncs = 100;
const settleTimeout = 10_000;

export class Scenario {
  readonly #cluster: MemoryCluster;
  readonly #user: Store;
  readonly #metacontroller: Metacontroller;
  readonly #page: Page;
  readonly #chronicle: Chronicle;
  readonly #example: Example;
  readonly #parent: KubeObject;
  /** Those that were not told of yet. */
  readonly #syncs: Sync[] = [];
  /** Rejects as soon as a sync goes wrong. */
  readonly #failure: Promise<never>;
  #fail: (reason: ScenarioFailed) => void = () => {};
  #inARow = 0;
  readonly #phases = new Set<string>();

  constructor(example: Example, cluster: MemoryCluster, metacontroller: Metacontroller, page: Page) {
    this.#example = example;
    this.#parent = withNamespace(structuredClone(example.parent));
    this.#cluster = cluster;
    this.#user = cluster.as("kubectl");
    this.#metacontroller = metacontroller;
    this.#page = page;
    this.#chronicle = new Chronicle(cluster);
    this.#failure = new Promise((_, reject) => {
      this.#fail = reject;
    });
    // It may come when nobody waits for it, just before the end.
    this.#failure.catch(() => {});
  }

  /** Metacontroller reports each of its syncs here. */
  observe(sync: Sync): void {
    const previous = this.#syncs.at(-1)?.answer?.status;
    this.#syncs.push(sync);
    if (sync.error && !(sync.error instanceof TooManyRequests)) {
      this.#fail(new ScenarioFailed(`a sync was rejected: ${sync.error.message}`));
    } else if (++this.#inARow > mostSyncs) {
      const moving = differences(previous, sync.answer?.status).map(({ path }) => `status.${path}`);
      const why =
        moving.length > 0 ? `each moves ${moving.join(", ")}, which starts the next` : "without any news";
      this.#fail(new ScenarioFailed(`it does not settle: ${mostSyncs} syncs in a row, and ${why}`));
    }
  }

  /** @throws ScenarioFailed */
  async play(schema: Schema | undefined): Promise<void> {
    this.#page.title(`${this.#parent.kind} ${keyOf(refOf(this.#parent))}`, this.#example.file);
    await this.#start();
    await this.#proveQuiet();
    await this.#upgrade(schema);
    await this.#delete();
  }

  async #start() {
    const { secrets, others } = this.#example;
    this.#page.action("apply", secrets.length > 0 ? "everything but the Secrets" : "the example");
    for (const object of [...others, this.#parent]) await this.#apply(object);
    await this.#untilQuiet();

    for (const secret of secrets) {
      this.#page.action("apply", `Secret ${secret.metadata.name}`);
      await this.#apply(secret);
      await this.#untilQuiet();
    }
    for (const secret of this.#standIns()) {
      this.#page.action("create", `Secret ${secret.metadata.name}, which the example leaves to its users`);
      await this.#apply(secret);
      await this.#untilQuiet();
    }
    await this.#expectRunning();
  }

  /** Secrets that pods wait for and no example would hold, such as a certificate's key. */
  #standIns(): KubeObject[] {
    const missing = this.#statefulSets().flatMap((set) => [...missingSecrets(this.#cluster, set)]);
    const keys = new Map<string, string[]>();
    for (const [name, wanted] of missing) {
      // What is mounted whole is a certificate, as a rule.
      const likely = wanted.size > 0 ? [...wanted] : ["ca.crt", "tls.crt", "tls.key"];
      keys.set(name, [...(keys.get(name) ?? []), ...likely]);
    }
    const { namespace = "default" } = this.#parent.metadata;
    return [...keys].sort().map(([name, wanted]) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace },
      stringData: Object.fromEntries(wanted.map((key) => [key, "made up for the demo"])),
    }));
  }

  /** A sync that nothing called for must find everything as it left it. */
  async #proveQuiet() {
    const before = this.#cluster.writes.length;
    this.#metacontroller.sync(this.#parent);
    await this.#settle();
    const writes = this.#cluster.writes.slice(before);
    if (writes.length > 0) {
      const what = writes.map(({ verb, kind, name }) => `${verb} ${kind} ${name}`).join(", ");
      throw new ScenarioFailed(`a sync after everything had settled wrote again: ${what}`);
    }
    if (this.#syncs.splice(0).length === 0) throw new ScenarioFailed("the forced sync did not happen");
    this.#page.proof("A further sync, by force, changes nothing.");
  }

  async #upgrade(schema: Schema | undefined) {
    const parent = await this.#read();
    const images = this.#images();
    const changes = newImage(parent!, schema, (image) => images.has(image));
    if (changes.length === 0) {
      this.#page.action("change", "nothing: this example names no image");
      return;
    }
    this.#page.action("change", ...changes.map(({ field, from, to }) => `spec.${field}: ${from} → ${to}`));
    this.#phases.clear();
    await this.#user.update(await this.#kind(parent!), parent!);
    await this.#untilQuiet();
    if (!this.#phases.has("Updating"))
      throw new ScenarioFailed("a new image was rolled out without phase Updating");
    await this.#expectRunning();
    await this.#proveQuiet();
  }

  async #delete() {
    this.#page.action("delete", `${this.#parent.kind} ${this.#parent.metadata.name}`);
    this.#phases.clear();
    const { uid } = (await this.#read())!.metadata;
    await this.#user.delete(await this.#kind(this.#parent), refOf(this.#parent), uid!);
    await this.#untilQuiet();
    if (await this.#read()) throw new ScenarioFailed("the custom resource is still there, its finalizer too");
    if (!this.#phases.has("Deleting")) throw new ScenarioFailed("it went without ever saying phase Deleting");
    const left = this.#cluster
      .objects()
      .filter(({ metadata }) => metadata.labels?.["controller-uid"] === uid);
    if (left.length > 0) throw new ScenarioFailed(`left behind: ${left.map(({ kind }) => kind).join(", ")}`);
    this.#page.proof(`Gone. ${this.#volumes()}`);
  }

  #volumes(): string {
    const names = this.#cluster.list("PersistentVolumeClaim").map(({ metadata }) => metadata.name);
    return names.length > 0 ? `Its volumes stay: ${inRanges(names).join(", ")}.` : "No volume is left.";
  }

  // Letting time pass

  /** Lets children get on, one step at a time, until neither they nor the operator have anything left to do. */
  async #untilQuiet() {
    for (let steps = 0; steps < mostSteps; steps++) {
      await this.#settle();
      this.#tell();
      if (!(await step(this.#cluster))) return;
    }
    throw new ScenarioFailed(`it does not come to rest: something still changes after ${mostSteps} steps`);
  }

  async #settle() {
    this.#inARow = 0;
    await Promise.race([this.#metacontroller.settled(settleTimeout), this.#failure]);
  }

  /** Prints what happened since it was last called, and what the status says now. */
  #tell() {
    const said = this.#syncs.splice(0).flatMap(({ answer }) => (answer ? [answer.status as Status] : []));
    for (const [index, { phase = "", conditions = [] }] of said.entries()) {
      // Of what was said of one phase within a moment the last is the news; but a deletion goes by steps.
      if (!phase || (phase !== "Deleting" && said[index + 1]?.phase === phase)) continue;
      this.#phases.add(phase);
      this.#page.status({ phase, pods: this.#pods(), message: waitsFor(conditions) });
    }
    this.#page.news(this.#chronicle.news(this.#parent));
  }

  #pods() {
    const sets = this.#statefulSets();
    const ready = sets.reduce((sum, { status }) => sum + (status?.readyReplicas ?? 0), 0);
    const wanted = sets.reduce((sum, { spec }) => sum + (spec.replicas ?? 1), 0);
    return { ready, all: Math.max(ready, wanted) };
  }

  /** Those of the pods. A schema may have defaults for pods that this custom resource does not have. */
  #images(): Set<string> {
    const containers = this.#statefulSets().flatMap(
      ({ spec }) => (spec.template.spec as { containers: { image: string }[] }).containers,
    );
    return new Set(containers.map(({ image }) => image));
  }

  #statefulSets = () => this.#cluster.list("StatefulSet") as StatefulSet[];

  async #expectRunning() {
    const { phase, conditions = [] } = ((await this.#read())?.status ?? {}) as JsonObject as {
      phase?: string;
      conditions?: Condition[];
    };
    if (phase !== "Running")
      throw new ScenarioFailed(`it ends as ${phase}, not Running: ${waitsFor(conditions)}`);
  }

  // The person at the keyboard

  async #apply(object: KubeObject) {
    const kind = await this.#kind(object);
    await this.#user.create(kind, kind.namespaced ? withNamespace(structuredClone(object)) : object);
  }

  #read(): Promise<KubeObject | undefined> {
    const ref: Ref = refOf(this.#parent);
    return this.#kind(this.#parent).then((kind) => this.#user.get(kind, ref).catch(() => undefined));
  }

  #kind({ apiVersion, kind }: KubeObject) {
    return this.#user.kind(apiVersion, kind);
  }
}

/** What keeps it from being done, in the operator's own words. */
function waitsFor(conditions: Condition[]): string {
  const said = (type: string) =>
    conditions.find((condition) => condition.type === type && condition.status === "True");
  const ready = conditions.find(({ type }) => type === "Ready");
  return (said("Stalled") ?? said("Reconciling") ?? ready)?.message ?? "";
}

function withNamespace(object: KubeObject): KubeObject {
  object.metadata.namespace ??= "default";
  return object;
}

/** `data-a-0`, `data-a-1` and `data-a-2` are `data-a-0 to 2`. */
function inRanges(names: string[]): string[] {
  const ordinals = new Map<string, number[]>();
  for (const name of names) {
    const prefix = name.replace(/\d+$/, "");
    ordinals.set(prefix, [...(ordinals.get(prefix) ?? []), Number(name.slice(prefix.length))]);
  }
  return [...ordinals].map(([prefix, all]) => {
    const [first, last] = [Math.min(...all), Math.max(...all)];
    return first === last ? `${prefix}${first}` : `${prefix}${first} to ${last}`;
  });
}
