/**
 * Holding children exactly as they are.
 *
 * A child that an answer leaves out is deleted, and a field that was applied before and is left out is removed.
 * So to change nothing, an answer repeats what was last applied, which Metacontroller has written on each child:
 * in an annotation (dynamic apply), or as the fields its manager owns (server-side apply). Either way the repeated
 * answer causes no write.
 */
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { KubernetesObject } from "../kubernetes/object.ts";
import type { ObjectMap } from "./hooks.ts";
import { ownedFields } from "./managed-fields.ts";
import { allOf } from "./observed.ts";

const LAST_APPLIED = "metacontroller.k8s.io/last-applied-configuration";
const FIELD_MANAGER = "metacontroller";

/** Whether Metacontroller merges lists of this child itself (dynamic apply), and keeps the order that they have. */
export const isMergedByName = ({ metadata }: Pick<KubernetesObject, "metadata">): boolean =>
  metadata.annotations?.[LAST_APPLIED] !== undefined;

/** Every observed child, as it was last applied. */
export const allAsLastApplied = (children: ObjectMap): KubernetesObject[] =>
  allOf(children).map(asLastApplied);

/** One observed child, as it was last applied. Of one that nothing is known of, no more is said than that it is there. */
export function asLastApplied<T extends KubernetesObject>(child: T): T {
  // Server-side apply takes the annotation away, so where there is one, it is the latest word.
  const annotation = child.metadata.annotations?.[LAST_APPLIED];
  const applied =
    annotation === undefined ? serverSideApplied(child) : withLiveReplicas(parsed(annotation), child);
  const { apiVersion, kind } = child;
  const { name, namespace } = child.metadata;
  return {
    ...applied,
    apiVersion,
    kind,
    metadata: { ...applied.metadata, ...(name && { name }), ...(namespace && { namespace }) },
    // What was applied to an object is of its kind.
  } as T;
}

/** Where somebody has broken it, nothing: Metacontroller, who cannot read it either, then takes no field away. */
function parsed(annotation: string): Partial<KubernetesObject> {
  try {
    const value = JSON.parse(annotation);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

function serverSideApplied(child: KubernetesObject): Partial<KubernetesObject> {
  const entry = child.metadata.managedFields?.find(
    ({ manager, operation, subresource }) =>
      manager === FIELD_MANAGER && operation === "Apply" && !subresource,
  );
  if (!entry) return {};
  const owned = ownedFields(child, entry.fieldsV1 ?? {}) as Partial<KubernetesObject>;
  const { ownerReferences: _, ...metadata } = owned.metadata ?? {};
  return { ...owned, metadata };
}

/** An autoscaler may have changed the replicas since; repeating the old number would fight it. */
function withLiveReplicas(
  applied: Partial<KubernetesObject>,
  observed: KubernetesObject,
): Partial<KubernetesObject> {
  const { spec } = applied as StatefulSet;
  const live = (observed as StatefulSet).spec?.replicas;
  if (spec?.replicas === undefined || live === undefined) return applied;
  return { ...applied, spec: { ...spec, replicas: live } } as Partial<KubernetesObject>;
}
