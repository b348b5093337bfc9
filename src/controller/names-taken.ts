import type { ObjectOf } from "../kubernetes/kinds.ts";
import { type KindKey, type KubernetesObject, kindOf } from "../kubernetes/object.ts";
import type { Parent, SyncRequest } from "../metacontroller/hooks.ts";
import { asLastApplied } from "../metacontroller/last-applied.ts";
import { counterpart, foreignOne } from "../metacontroller/observed.ts";
import { reason } from "./conditions-and-reasons.ts";
import { isWorkload } from "./pods-startable.ts";
import type { Obstacle } from "./status.ts";

/** Pods that are made without one of these, or with somebody else's, do not work. */
const PODS_NEED = new Set<KindKey>(["ConfigMap.v1", "Service.v1", "ServiceAccount.v1"]);

/**
 * The children under whose names no object of somebody else's stands, and an obstacle for each of the others.
 *
 * Server-side apply would take such an object over without asking, and it would go with our resource.
 */
export function withoutNamesTaken(
  children: readonly KubernetesObject[],
  request: SyncRequest,
): { free: KubernetesObject[]; taken: Obstacle[] } {
  const others = new Map<KubernetesObject, KubernetesObject>();
  for (const child of children) {
    const other = foreignOne(request, child);
    if (other) others.set(child, other);
  }
  if (others.size === 0) return { free: [...children], taken: [] };
  const taken = [...others.keys()];
  const names = new Set(taken.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  // An autoscaler would scale whatever bears the name of its target, ours or not.
  const scalesTaken = (child: KubernetesObject) => {
    const { kind, name } =
      (child as ObjectOf<"HorizontalPodAutoscaler.autoscaling/v2">).spec?.scaleTargetRef ?? {};
    return names.has(`${kind}/${name}`);
  };
  const podsWait = taken.some((child) => PODS_NEED.has(kindOf(child)));
  const free = children
    .filter((child) => !others.has(child) && !scalesTaken(child))
    .flatMap((child) => {
      if (!podsWait || !isWorkload(child)) return [child];
      const before = counterpart(request.children, child);
      return before ? [asLastApplied(before)] : [];
    });
  return { free, taken: taken.map((child) => nameTaken(child, others.get(child)!, request.parent)) };
}

function nameTaken(
  { kind, metadata: { name } }: KubernetesObject,
  other: KubernetesObject,
  parent: Parent,
): Obstacle {
  const isGoing = other.metadata.deletionTimestamp !== undefined || isOfFormerLife(other, parent);
  return isGoing
    ? {
        reason: reason.NameTaken,
        message: `${kind} ${name} of before is still there; once it is gone, it is created again`,
      }
    : {
        reason: reason.NameTaken,
        message:
          `${kind} ${name} exists and does not belong to this resource, so it is left alone. Give the resource ` +
          `another name, or delete that ${kind}${kind === "StatefulSet" ? " with --cascade=orphan to have it created again around its pods" : ""}`,
        stalls: true,
      };
}

/** Whether it belongs to a resource of this name that is gone: the garbage collector is about to delete it. */
const isOfFormerLife = (
  { metadata }: KubernetesObject,
  { kind, apiVersion, metadata: { name } }: Parent,
): boolean =>
  metadata.ownerReferences?.some(
    (owner) => owner.kind === kind && owner.apiVersion === apiVersion && owner.name === name,
  ) ?? false;
