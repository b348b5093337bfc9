/** What Metacontroller did to the children since one last looked. */
import { isDeepStrictEqual } from "node:util";
import { lastAppliedAnnotation } from "../support/metacontroller/child-metadata.ts";
import type { MemoryCluster } from "../support/metacontroller/memory/memory-cluster.ts";
import { type JsonObject, type KubeObject, keyOf, refOf } from "../support/metacontroller/store.ts";

export interface News {
  created: KubeObject[];
  changed: { object: KubeObject; differences: Difference[] }[];
  deleted: KubeObject[];
}

export interface Difference {
  /** `spec.template.spec.containers[ingest].image` */
  path: string;
  from: unknown;
  to: unknown;
}

export class Chronicle {
  readonly #cluster: MemoryCluster;
  #known: Map<string, KubeObject>;
  #read: number;

  constructor(cluster: MemoryCluster) {
    this.#cluster = cluster;
    this.#known = byKey(cluster.objects());
    this.#read = cluster.writes.length;
  }

  /** @param parent is not among its own children */
  news(parent: KubeObject): News {
    const writes = this.#cluster.writes
      .slice(this.#read)
      .filter(({ manager, kind, changed }) => changed && kind !== parent.kind && authors.includes(manager));
    const before = this.#known;
    this.#known = byKey(this.#cluster.objects());
    this.#read = this.#cluster.writes.length;

    const touched = new Set(writes.map(({ kind, ...ref }) => `${kind} ${keyOf(ref)}`));
    const news: News = { created: [], changed: [], deleted: [] };
    for (const key of [...touched].sort()) {
      const [was, is] = [before.get(key), this.#known.get(key)];
      if (was && !is) news.deleted.push(was);
      if (is && was?.metadata.uid !== is.metadata.uid) news.created.push(is);
      else if (was && is) {
        const found = differences(content(was), content(is));
        if (found.length > 0) news.changed.push({ object: is, differences: found });
      }
    }
    return news;
  }
}

/** The rest of the cluster has its own things to do, which are seen in pods and volumes. */
const authors = ["metacontroller", "garbage-collector"];

const byKey = (objects: KubeObject[]) =>
  new Map(objects.map((object) => [`${object.kind} ${keyOf(refOf(object))}`, object]));

/** What a person would call the object's content. */
function content({ apiVersion: _, kind: __, status: ___, metadata, ...rest }: KubeObject): JsonObject {
  const { [lastAppliedAnnotation]: ____, ...annotations } = metadata.annotations ?? {};
  return { ...rest, labels: metadata.labels ?? {}, annotations };
}

/** @returns the places where two values differ, the finest there are */
export function differences(from: unknown, to: unknown, path = ""): Difference[] {
  if (isDeepStrictEqual(from, to)) return [];
  const [before, after] = [parts(from), parts(to)];
  if (!before || !after) return [{ path, from, to }];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((part) => {
    const inner = part.startsWith("[") || path === "" ? path + part : `${path}.${part}`;
    return differences(before.get(part), after.get(part), inner);
  });
}

/** The fields of an object, or the items of a list by name or else by place. */
function parts(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  return new Map(
    value.map((item, index) => [`[${(item as { name?: string } | null)?.name ?? index}]`, item]),
  );
}
