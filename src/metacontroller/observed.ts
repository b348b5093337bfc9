import type { ObjectOf } from "../kubernetes/kinds.ts";
import { type KindKey, type KubernetesObject, kindOf } from "../kubernetes/object.ts";
import type { ObjectMap, SyncRequest } from "./hooks.ts";

/** One object by kind and name, in the parent's own namespace. */
export const find = <K extends KindKey>(
  objects: ObjectMap | undefined | null,
  kind: K,
  namespace: string,
  name: string,
): ObjectOf<K> | undefined => objects?.[kind]?.[`${namespace}/${name}`] as ObjectOf<K> | undefined;

/** The object that has the kind and the name of another. */
export const counterpart = (
  objects: ObjectMap | undefined | null,
  { metadata, ...object }: KubernetesObject,
): KubernetesObject | undefined =>
  find(objects, kindOf(object), metadata.namespace ?? "", metadata.name ?? "");

/** All objects of one kind. */
export const ofKind = <K extends KindKey>(objects: ObjectMap | undefined | null, kind: K): ObjectOf<K>[] =>
  Object.values(objects?.[kind] ?? {}) as ObjectOf<K>[];

/** All observed children. */
export const allOf = (objects: ObjectMap): KubernetesObject[] =>
  Object.values(objects).flatMap((group) => Object.values(group ?? {})) as KubernetesObject[];

/**
 * Whether the registration has this kind as a child. An optional kind (ServiceMonitor, …) may be asked for only
 * then, since Metacontroller refuses a child of any other kind.
 */
export const isRegistered = ({ children }: Pick<SyncRequest, "children">, kind: KindKey): boolean =>
  kind in children;

/**
 * The object that stands under a child's name and is not ours. It has to come as a related object: the observed children
 * are only our own, and server-side apply would take a foreign object over without asking.
 */
export function foreignOne(
  { parent, children, related }: SyncRequest,
  child: KubernetesObject,
): KubernetesObject | undefined {
  if (counterpart(children, child)) return undefined;
  const other = counterpart(related, child);
  // Just created, it can be among the related objects before it is among the children.
  return other?.metadata.ownerReferences?.some(({ uid }) => uid === parent.metadata.uid) ? undefined : other;
}
