/**
 * Objects by kind and place, as version 2 hooks receive them: `Kind.apiVersion`, then `namespace/name`.
 *
 * A kind that was asked for is there even when no object of it exists.
 */
import { type KindKey, kindOf } from "../../../src/kubernetes/object.ts";
import { groupOf, type KubeObject, keyOf, refOf } from "./store.ts";

export interface KindEntry {
  key: KindKey;
  apiVersion: string;
  kind: string;
}

export class ObjectMap {
  readonly #groups = new Map<KindKey, { entry: KindEntry; objects: Map<string, KubeObject> }>();

  static of(objects: KubeObject[]): ObjectMap {
    const map = new ObjectMap();
    for (const object of objects) map.add(object);
    return map;
  }

  /** @returns the kind's objects by `namespace/name`; they may be changed through it */
  addKind({ apiVersion, kind }: { apiVersion: string; kind: string }): Map<string, KubeObject> {
    const key = kindOf({ apiVersion, kind });
    const group = this.#groups.get(key) ?? { entry: { key, apiVersion, kind }, objects: new Map() };
    this.#groups.set(key, group);
    return group.objects;
  }

  /** Of two objects in one place the later one counts. */
  add(object: KubeObject): void {
    this.addKind(object).set(keyOf(refOf(object)), object);
  }

  group(key: KindKey): ReadonlyMap<string, KubeObject> {
    return this.#groups.get(key)?.objects ?? new Map();
  }

  /** In the order of group, version and kind. */
  kinds(): KindEntry[] {
    const order = ({ apiVersion, kind }: KindEntry) =>
      [groupOf(apiVersion), apiVersion.split("/").at(-1), kind].join("\n");
    return [...this.#groups.values()]
      .map(({ entry }) => entry)
      .sort((a, b) => (order(a) < order(b) ? -1 : 1));
  }

  objects(): KubeObject[] {
    return [...this.#groups.values()].flatMap(({ objects }) => [...objects.values()]);
  }

  /** With sorted keys, as Go encodes a map. */
  toJSON(): Record<string, Record<string, KubeObject>> {
    const groups = [...this.#groups].map(
      ([key, { objects }]) => [key, Object.fromEntries([...objects].sort(byKey))] as const,
    );
    return Object.fromEntries([...groups].sort(byKey));
  }
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);
