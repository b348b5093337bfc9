import { type KubernetesObject, kindOf } from "../kubernetes/object.ts";
import type { SecretsFound } from "../kubernetes/secrets.ts";
import type { ObjectMap } from "../metacontroller/hooks.ts";
import { asLastApplied } from "../metacontroller/last-applied.ts";
import { counterpart } from "../metacontroller/observed.ts";
import type { Workload } from "./deletion.ts";

/**
 * The children, where what exists stays as it was last applied while its pods could not start for want of a Secret.
 *
 * A change would stop pods that run, and those in their place would wait. To stop pods takes no Secret, and what does
 * not exist yet is made: its pods start by themselves when the Secret is there. ConfigMaps stay with the workloads, since
 * a container that restarts in its pod reads them again.
 */
export function startable(
  desired: readonly KubernetesObject[],
  observed: ObjectMap,
  { missing }: SecretsFound,
): KubernetesObject[] {
  if (missing.length === 0 || !desired.some((child) => wantsPods(child) && counterpart(observed, child)))
    return [...desired];
  return desired.map((child) => {
    const stays = wantsPods(child) || kindOf(child) === "ConfigMap.v1";
    const before = stays ? counterpart(observed, child) : undefined;
    return before ? asLastApplied(before) : child;
  });
}

/** Whether a child has pods. */
export const isWorkload = (child: KubernetesObject): child is Workload =>
  kindOf(child) === "StatefulSet.apps/v1";

/** Whether a child is a workload that is to have pods. */
export const wantsPods = (child: KubernetesObject): boolean =>
  isWorkload(child) && (child.spec?.replicas ?? 1) > 0;

/** A child with no pods, where it is a workload. */
export const withoutPods = (child: KubernetesObject): KubernetesObject =>
  isWorkload(child) ? ({ ...child, spec: { ...child.spec, replicas: 0 } } as Workload) : child;
