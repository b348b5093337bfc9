import type { Related } from "../../controller/related-table.ts";
import { secretNames } from "../../kubernetes/secrets.ts";
import { type ChronikCluster, ROLES, roleName } from "./cluster.ts";
import { secretNeeds } from "./secrets.ts";

/** What a ChronikCluster looks at besides its children. */
export const related: readonly Related<ChronikCluster>[] = [
  {
    kind: "Secret.v1",
    plural: "secrets",
    select: (cluster) => ({ names: secretNames(secretNeeds(cluster)) }),
  },
  {
    // Whatever bears the name of one of ours, ours or not.
    kind: "StatefulSet.apps/v1",
    plural: "statefulsets",
    select: (cluster) => ({ names: ROLES.map((role) => roleName(cluster, role)) }),
  },
];
