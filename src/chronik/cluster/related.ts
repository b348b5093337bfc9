import type { Related } from "../../controller/related-table.ts";
import { secretNames } from "../../kubernetes/secrets.ts";
import type { ChronikCluster } from "./cluster.ts";
import { secretNeeds } from "./secrets.ts";
import { isUnified } from "./topology.ts";
import { claimIndexes, claimOfIndex } from "./unified/nodes.ts";

/** What a ChronikCluster looks at besides its children. */
export const related: readonly Related<ChronikCluster>[] = [
  {
    kind: "Secret.v1",
    plural: "secrets",
    select: (cluster) => ({ names: secretNames(secretNeeds(cluster)) }),
  },
  {
    // The volumes that nodes have, or that an earlier cluster of another size has left.
    kind: "PersistentVolumeClaim.v1",
    plural: "persistentvolumeclaims",
    select: (cluster) => ({
      names: isUnified(cluster) ? claimIndexes.map((index) => claimOfIndex(cluster, index)) : [],
    }),
  },
];
