import type { Related } from "../../controller/related-table.ts";
import { secretNames } from "../../kubernetes/secrets.ts";
import { clusterName, type KurrentDB, readOnlyName, volumeNames } from "./cluster.ts";
import { secretNeeds } from "./secrets.ts";

/** What a KurrentDB looks at besides its children. */
export const related: readonly Related<KurrentDB>[] = [
  {
    kind: "Secret.v1",
    plural: "secrets",
    select: (cluster) => ({ names: secretNames(secretNeeds(cluster)) }),
  },
  {
    // Whatever bears the name of ours, ours or not.
    kind: "StatefulSet.apps/v1",
    plural: "statefulsets",
    select: (cluster) => ({ names: [clusterName(cluster), readOnlyName(cluster)] }),
  },
  {
    // The volumes that are there: kept from before, or restored from a snapshot.
    kind: "PersistentVolumeClaim.v1",
    plural: "persistentvolumeclaims",
    select: (cluster) => ({ names: volumeNames(cluster) }),
  },
];
