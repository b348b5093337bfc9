import type { ObjectOf } from "../kubernetes/kinds.ts";
import { type KubernetesObject, kindOf } from "../kubernetes/object.ts";
import type { SecretsFound } from "../kubernetes/secrets.ts";
import type { ObjectMap } from "../metacontroller/hooks.ts";
import { asLastApplied } from "../metacontroller/last-applied.ts";
import { find } from "../metacontroller/observed.ts";

/**
 * The children, where what exists stays as it was last applied while its pods could not start for want of a Secret.
 *
 * A change would stop pods that run, and those in their place would wait. To stop pods takes no Secret, and what does
 * not exist yet is made: its pods start by themselves when the Secret is there.
 */
export const startable = (
  desired: readonly KubernetesObject[],
  observed: ObjectMap,
  { missing }: SecretsFound,
): KubernetesObject[] =>
  missing.length === 0 ? [...desired] : desired.map((child) => stays(child, observed) ?? child);

/** Whether a child is a workload that is to have pods. */
export const wantsPods = (child: KubernetesObject): boolean =>
  kindOf(child) === "StatefulSet.apps/v1" &&
  ((child as ObjectOf<"StatefulSet.apps/v1">).spec?.replicas ?? 1) > 0;

function stays(child: KubernetesObject, observed: ObjectMap): KubernetesObject | undefined {
  if (!wantsPods(child)) return undefined;
  const { namespace = "", name = "" } = child.metadata;
  const existing = find(observed, "StatefulSet.apps/v1", namespace, name);
  return existing && asLastApplied(existing);
}
