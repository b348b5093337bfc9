import type { Related } from "../../controller/related-table.ts";
import { secretNames } from "../../kubernetes/secrets.ts";
import { type KurrentDB, readOnlyVolumeNames, volumeNames } from "./cluster.ts";
import { secretNeeds } from "./secrets.ts";

/** What a KurrentDB looks at besides its children. */
export const related: readonly Related<KurrentDB>[] = [
  {
    kind: "Secret.v1",
    plural: "secrets",
    select: (cluster) => ({ names: secretNames(secretNeeds(cluster)) }),
  },
  {
    // The volumes that are there: kept from before, restored from a snapshot, or waited for.
    kind: "PersistentVolumeClaim.v1",
    plural: "persistentvolumeclaims",
    select: (cluster) => ({ names: [...volumeNames(cluster), ...readOnlyVolumeNames(cluster)] }),
  },
];
