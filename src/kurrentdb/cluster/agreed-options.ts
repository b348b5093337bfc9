import { type KurrentDB, memberAddresses } from "./cluster.ts";
import type { Plan } from "./plan.ts";
import { REPLICATION_PORT } from "./ports.ts";

/**
 * The options that all members have to agree on, by their names.
 *
 * They stand in the environment of the pod template, whose word the server takes before the file's: a pod keeps the
 * environment it was made with, so that its revision is the size that its member knows. They stand in the file as well,
 * for pods that an earlier version of this operator has made and whose container starts again before they are replaced.
 *
 * Members find each other by name: the server would dial the addresses behind a DNS name, which no certificate has, and
 * look it up only once. A single member has nobody to find, and refuses several seeds.
 */
export const agreedOptions = (cluster: KurrentDB, plan: Plan): Record<string, string | number | boolean> => ({
  ClusterSize: plan.clusterSize,
  NodePort: plan.nodePort,
  ReplicationPort: REPLICATION_PORT,
  DiscoverViaDns: false,
  // Every member, the one that reads it among them, which does no harm.
  ...(plan.clusterSize > 1 && {
    GossipSeed: memberAddresses(cluster, plan.clusterSize, plan.nodePort).join(","),
  }),
  ...(cluster.security.mode === "Insecure" && { Insecure: true }),
});
