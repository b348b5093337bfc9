/** The volumes of StatefulSets: they come with the pods, and stay unless the retention policy says otherwise. */
import { type KubeObject, type OwnerReference, StoreError } from "../store.ts";
import type { MemoryCluster } from "./memory-cluster.ts";

interface WithVolumes extends KubeObject {
  spec: {
    volumeClaimTemplates?: KubeObject[];
    persistentVolumeClaimRetentionPolicy?: { whenDeleted?: string; whenScaled?: string };
  };
}

/** @param pods how many pods the set has */
export async function volumeClaims(cluster: MemoryCluster, set: WithVolumes, pods: number): Promise<void> {
  const store = cluster.as("kube-controller-manager");
  const kind = await store.kind("v1", "PersistentVolumeClaim");
  const { whenDeleted, whenScaled } = set.spec.persistentVolumeClaimRetentionPolicy ?? {};

  for (const template of set.spec.volumeClaimTemplates ?? []) {
    const prefix = `${template.metadata.name}-${set.metadata.name}-`;
    for (let ordinal = 0; ordinal < pods; ordinal++) {
      const ref = { namespace: set.metadata.namespace, name: `${prefix}${ordinal}` };
      const ownerReferences = whenDeleted === "Delete" ? [ownerOf(set)] : [];
      const existing = await store.get(kind, ref).catch(ifNotFound);
      if (!existing) {
        const labels = template.metadata.labels ?? {};
        await store.create(kind, claim(ref, template, labels, ownerReferences));
      } else if ((existing.metadata.ownerReferences?.length ?? 0) !== ownerReferences.length) {
        // The policy was changed while the volume existed.
        await store.update(kind, { ...existing, metadata: { ...existing.metadata, ownerReferences } });
      }
    }
    if (whenScaled !== "Delete") continue;
    for (const { metadata } of cluster.list("PersistentVolumeClaim")) {
      const ordinal = metadata.name.startsWith(prefix)
        ? Number(metadata.name.slice(prefix.length))
        : Number.NaN;
      if (metadata.namespace === set.metadata.namespace && ordinal >= pods) {
        await store.delete(kind, metadata, metadata.uid!);
      }
    }
  }
}

const claim = (
  { namespace, name }: { namespace: string | undefined; name: string },
  template: KubeObject,
  labels: Record<string, string>,
  ownerReferences: OwnerReference[],
): KubeObject => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name, ...(namespace && { namespace }), labels, ownerReferences },
  spec: structuredClone(template.spec),
});

const ownerOf = ({ apiVersion, kind, metadata }: KubeObject): OwnerReference => ({
  apiVersion,
  kind,
  name: metadata.name,
  uid: metadata.uid!,
});

function ifNotFound(error: unknown): undefined {
  if (error instanceof StoreError && error.reason === "NotFound") return undefined;
  throw error;
}
