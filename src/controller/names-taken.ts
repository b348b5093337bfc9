import type { ObjectOf } from "../kubernetes/kinds.ts";
import { type KubernetesObject, kindOf } from "../kubernetes/object.ts";
import type { SyncRequest } from "../metacontroller/hooks.ts";
import { isForeign } from "../metacontroller/observed.ts";
import { reason } from "./conditions-and-reasons.ts";
import type { Obstacle } from "./status.ts";

/**
 * The children under whose names no object of somebody else's stands, and an obstacle for each of the others.
 *
 * Server-side apply would take such an object over without asking. Only of a kind that is looked up as a related object
 * can it be known.
 */
export function withoutNamesTaken(
  children: readonly KubernetesObject[],
  request: SyncRequest,
): { free: KubernetesObject[]; taken: Obstacle[] } {
  const isTaken = (child: KubernetesObject) => isForeign(request, kindOf(child), child.metadata.name ?? "");
  const taken = children.filter(isTaken);
  if (taken.length === 0) return { free: [...children], taken: [] };
  const names = new Set(taken.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  // An autoscaler would scale whatever bears the name of its target, ours or not.
  const scalesTaken = (child: KubernetesObject) => {
    const { kind, name } =
      (child as ObjectOf<"HorizontalPodAutoscaler.autoscaling/v2">).spec?.scaleTargetRef ?? {};
    return names.has(`${kind}/${name}`);
  };
  return {
    free: children.filter((child) => !isTaken(child) && !scalesTaken(child)),
    taken: taken.map(nameTaken),
  };
}

const nameTaken = ({ kind, metadata: { name } }: KubernetesObject): Obstacle => ({
  reason: reason.NameTaken,
  message:
    `${kind} ${name} exists and does not belong to this resource, so it is left alone. Give the resource ` +
    `another name, or delete that ${kind} with --cascade=orphan to have it created again around its pods`,
  stalls: true,
});
