/**
 * The objects that a customize hook asked for.
 *
 * Its answer is remembered for each uid and generation of a parent. (Metacontroller forgets it after twenty
 * minutes and asks again; the double does not run that long.)
 */
import { type RelatedRule, readCustomizeAnswer } from "./answer.ts";
import type { Informer, Informers } from "./informer.ts";
import { matches } from "./label-selector.ts";
import { ObjectMap } from "./object-map.ts";
import { asSent, type CompositeController } from "./registration.ts";
import type { KubeObject } from "./store.ts";
import type { Webhook } from "./webhook.ts";

export class RelatedObjects {
  readonly #controller: CompositeController;
  readonly #hook: Webhook;
  readonly #informers: Informers;
  readonly #onChange: (...versions: KubeObject[]) => void;
  readonly #rules = new Map<string, RelatedRule[]>();
  readonly #subscribed = new Set<Informer>();

  /** @param onChange called with a related object, before and after where it was changed */
  constructor(
    controller: CompositeController,
    hook: Webhook,
    informers: Informers,
    onChange: (...versions: KubeObject[]) => void,
  ) {
    this.#controller = controller;
    this.#hook = hook;
    this.#informers = informers;
    this.#onChange = onChange;
  }

  /** @throws Error when the hook fails, or asks for what cannot be had */
  async of(parent: KubeObject): Promise<ObjectMap> {
    const map = new ObjectMap();
    for (const rule of await this.#rulesFor(parent)) {
      const informer = await this.#informers.of(rule.apiVersion, rule.resource);
      this.#subscribe(informer);
      assertValid(rule, informer);
      map.addKind(informer.resource);
      const namespaces = rule.namespaceSelector ? await this.#informers.of("v1", "namespaces") : undefined;
      for (const object of informer.list()) if (isMeant(rule, object, informer, namespaces)) map.add(object);
    }
    return map;
  }

  /** Whether the parent wants one of the objects. False also when its hook cannot be asked. */
  async wants(parent: KubeObject, objects: KubeObject[]): Promise<boolean> {
    const rules = await this.#rulesFor(parent).catch(() => []);
    for (const rule of rules) {
      const informer = await this.#informers.of(rule.apiVersion, rule.resource).catch(() => undefined);
      if (!informer) continue;
      const namespaces = rule.namespaceSelector ? await this.#informers.of("v1", "namespaces") : undefined;
      if (objects.some((object) => isMeant(rule, object, informer, namespaces))) return true;
    }
    return false;
  }

  async #rulesFor(parent: KubeObject): Promise<RelatedRule[]> {
    const key = `${parent.metadata.uid} ${parent.metadata.generation}`;
    const remembered = this.#rules.get(key);
    if (remembered) return remembered;
    const body = await this.#hook.call(parent, { controller: asSent(this.#controller), parent });
    const rules = readCustomizeAnswer(body, this.#hook.strict);
    this.#rules.set(key, rules);
    return rules;
  }

  #subscribe(informer: Informer) {
    if (this.#subscribed.has(informer)) return;
    this.#subscribed.add(informer);
    informer.subscribe({
      added: (object) => this.#onChange(object),
      updated: (before, now) => {
        if (before.metadata.resourceVersion !== now.metadata.resourceVersion) this.#onChange(before, now);
      },
      removed: (object) => this.#onChange(object),
    });
  }
}

function assertValid(
  { resource, names, labelSelector, namespaceSelector, namespace }: RelatedRule,
  of: Informer,
) {
  if (names?.length && (labelSelector || namespaceSelector)) {
    throw new Error(`the customize hook asks for ${resource} by names and by a selector at once`);
  }
  if (namespace && namespaceSelector) {
    throw new Error(`the customize hook asks for ${resource} in a namespace and by a namespaceSelector`);
  }
  if (namespaceSelector && !of.resource.namespaced) {
    throw new Error(
      `the customize hook asks for ${resource} by a namespaceSelector, but they have no namespace`,
    );
  }
}

/** A rule without a namespace means every namespace, with names too. */
function isMeant(
  rule: RelatedRule,
  object: KubeObject,
  { resource }: Informer,
  namespaces?: Informer,
): boolean {
  const { namespace, labels, name } = object.metadata;
  if (object.apiVersion !== rule.apiVersion || object.kind !== resource.kind) return false;
  if (rule.namespace && resource.namespaced && namespace !== rule.namespace) return false;
  if (rule.names?.length && !rule.names.includes(name)) return false;
  if (rule.labelSelector && !matches(rule.labelSelector, labels)) return false;
  if (!rule.namespaceSelector) return true;
  const home = namespaces?.get({ name: namespace ?? "" });
  return home !== undefined && matches(rule.namespaceSelector, home.metadata.labels);
}
