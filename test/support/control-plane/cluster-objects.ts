import type { Node, Taint } from "kubernetes-types/core/v1.js";
import type { StorageClass } from "kubernetes-types/storage/v1.js";
import type { KubernetesObject } from "../../../src/kubernetes/object.ts";

/** A node that KWOK plays: always ready, and every container on it starts at once. */
export interface FakeNode {
  name: string;
  /** Besides those that every node has. */
  labels?: Readonly<Record<string, string>>;
  taints?: readonly Taint[];
}

/** Nodes node-1, node-2, … spread over the zones zone-a, zone-b and zone-c in turn. */
export const fakeNodes = (count: number): FakeNode[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `node-${index + 1}`,
    labels: { "topology.kubernetes.io/zone": `zone-${"abc"[index % 3]}` },
  }));

export const node = ({ name, labels, taints }: FakeNode): Node & KubernetesObject => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: {
    name,
    labels: {
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": name,
      "kubernetes.io/os": "linux",
      "topology.kubernetes.io/region": "region-1",
      ...labels,
    },
  },
  ...(taints && { spec: { taints: [...taints] } }),
});

/** Its volumes are made by KWOK; see volume-stages.yaml. */
export const storageClass = (name: string, isDefault: boolean): StorageClass & KubernetesObject => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name, annotations: { "storageclass.kubernetes.io/is-default-class": `${isDefault}` } },
  provisioner: "kwok.x-k8s.io/volume",
  reclaimPolicy: "Delete",
  // With WaitForFirstConsumer the scheduler looks once a second whether the volumes are there.
  volumeBindingMode: "Immediate",
  allowVolumeExpansion: true,
});
