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

/** Every observed child, as it was last applied. */
export const asTheyAre = (children: ObjectMap): KubernetesObject[] => allOf(children).map(asItIs);

/** One observed child, as it was last applied. */
export function asItIs(child: KubernetesObject): KubernetesObject {
  // Server-side apply takes the annotation away, so where there is one, it is the latest word.
  const applied = child.metadata.annotations?.[LAST_APPLIED];
  return applied ? withLiveReplicas(JSON.parse(applied), child) : serverSideApplied(child);
}

function serverSideApplied(child: KubernetesObject): KubernetesObject {
  const entry = child.metadata.managedFields?.find(
    ({ manager, operation, subresource }) =>
      manager === FIELD_MANAGER && operation === "Apply" && !subresource,
  );
  const owned = entry ? ownedFields(child, entry.fieldsV1 ?? {}) : {};
  const { metadata: ownedMetadata, ...rest } = owned as Partial<KubernetesObject>;
  const { ownerReferences: _, ...metadata } = ownedMetadata ?? {};
  const { name, namespace } = child.metadata;
  return {
    ...rest,
    apiVersion: child.apiVersion,
    kind: child.kind,
    metadata: { ...metadata, ...(name && { name }), ...(namespace && { namespace }) },
  };
}

/** An autoscaler may have changed the replicas since; repeating the old number would fight it. */
function withLiveReplicas(applied: KubernetesObject, observed: KubernetesObject): KubernetesObject {
  const workload = applied as StatefulSet & KubernetesObject;
  const live = (observed as StatefulSet).spec?.replicas;
  if (workload.spec?.replicas === undefined || live === undefined) return applied;
  return { ...applied, spec: { ...workload.spec, replicas: live } } as KubernetesObject;
}
