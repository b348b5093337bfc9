import type { Related } from "../../controller/related-table.ts";
import { secretNames } from "../../kubernetes/secrets.ts";
import type { ChronikCluster } from "./cluster.ts";
import { secretNeeds } from "./secrets.ts";

/** What a ChronikCluster looks at besides its children. */
export const related: readonly Related<ChronikCluster>[] = [
  {
    kind: "Secret.v1",
    plural: "secrets",
    select: (cluster) => ({ names: secretNames(secretNeeds(cluster)) }),
  },
];
