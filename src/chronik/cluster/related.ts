import type { Related } from "../../controller/related-table.ts";
import { secretNames } from "../../kubernetes/secrets.ts";
import { type ChronikCluster, clusterSelector, configName } from "./cluster.ts";
import { secretNeeds } from "./secrets.ts";
import { isUnified } from "./topology.ts";
import { brokersOf } from "./unified/brokers.ts";
import { claimIndexes, claimOfIndex, isCluster, serverName } from "./unified/nodes.ts";

/**
 * Nodes whose addresses are awaited are no children yet when the names of children are looked up (see own-names.ts), and
 * later nobody asks again. Somebody else's object under such a name would be taken over.
 */
const awaitsAddresses = (cluster: ChronikCluster): boolean =>
  isUnified(cluster) && brokersOf(cluster, {}).awaited !== undefined;

/** What a ChronikCluster looks at besides its children. */
export const related: readonly Related<ChronikCluster>[] = [
  {
    kind: "Secret.v1",
    plural: "secrets",
    select: (cluster) => ({ names: secretNames(secretNeeds(cluster)) }),
  },
  {
    kind: "StatefulSet.apps/v1",
    plural: "statefulsets",
    select: (cluster) => ({ names: awaitsAddresses(cluster) ? [serverName(cluster)] : [] }),
  },
  {
    kind: "ConfigMap.v1",
    plural: "configmaps",
    select: (cluster) => ({
      names: awaitsAddresses(cluster) && isCluster(cluster) ? [configName(cluster)] : [],
    }),
  },
  {
    // The volumes that nodes have, that an earlier cluster of another size has left, or that pods wait for. The
    // StatefulSet labels claims as it selects pods.
    kind: "PersistentVolumeClaim.v1",
    plural: "persistentvolumeclaims",
    select: (cluster) =>
      isUnified(cluster)
        ? { names: claimIndexes.map((index) => claimOfIndex(cluster, index)) }
        : { matchLabels: clusterSelector(cluster) },
  },
];
