/** What Metacontroller itself reads and writes in the metadata of children. */
import type { KubeObject, OwnerReference } from "./store.ts";

/** Holds, as JSON, what dynamic apply last wrote. */
export const lastAppliedAnnotation = "metacontroller.k8s.io/last-applied-configuration";

/** Metadata that the API server alone writes. */
export const systemFields: readonly string[] = [
  "selfLink",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "managedFields",
];

/** @returns the child with the parent among its owners */
export function claimed(child: KubeObject, parent: KubeObject): KubeObject {
  const owners = child.metadata.ownerReferences ?? [];
  if (owners.some(({ uid }) => uid === parent.metadata.uid)) return child;
  return {
    ...child,
    metadata: { ...child.metadata, ownerReferences: [...owners, controllerReference(parent)] },
  };
}

export const controllerReference = ({ apiVersion, kind, metadata }: KubeObject): OwnerReference => ({
  apiVersion,
  kind,
  name: metadata.name,
  uid: metadata.uid!,
  controller: true,
  blockOwnerDeletion: true,
});

/** A hook that returns observed children as they are returns the annotation too; it must not nest in itself. */
export function withoutLastApplied(object: KubeObject): KubeObject {
  const { [lastAppliedAnnotation]: present, ...annotations } = object.metadata.annotations ?? {};
  return present === undefined ? object : { ...object, metadata: { ...object.metadata, annotations } };
}
