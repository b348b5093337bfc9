import type { VolumeRequest } from "../../kubernetes/stateful-set.ts";
import type { ChronikCluster } from "./cluster.ts";

/** The volume each pod asks for. */
export const volume = ({ spec: { storage } }: ChronikCluster): VolumeRequest => ({
  size: storage.size,
  storageClass: storage.storageClass,
  accessModes: ["ReadWriteOnce"],
});
