/** What the members have to agree on, and which of them hold the data, as the StatefulSet remembers it. */
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { CLUSTER_SIZE, FULL_RESTART_KEY, MEMBERS_WITH_DATA, NODE_PORT, SECURITY } from "./annotations.ts";
import type { Security } from "./cluster.ts";
import { type Used, usedAnnotations, usedOf } from "./confirmations.ts";

/** What the members have to agree on, as it was last asked for; kept as annotations on the StatefulSet. */
export interface Membership {
  clusterSize: number;
  security: Security["mode"];
  nodePort: number;
  /** The key of the last restart of all members at once. */
  fullRestartKey: string | undefined;
  /** How many members, from the first on, are known to hold the data. None before the cluster has started once. */
  membersWithData: number;
  /** Confirmations that are used up. */
  used: Used;
}

export const membershipAnnotations = ({
  clusterSize,
  security,
  nodePort,
  fullRestartKey,
  membersWithData,
  used,
}: Membership): Record<string, string> => ({
  [CLUSTER_SIZE]: String(clusterSize),
  [SECURITY]: security,
  [NODE_PORT]: String(nodePort),
  ...(fullRestartKey !== undefined && { [FULL_RESTART_KEY]: fullRestartKey }),
  [MEMBERS_WITH_DATA]: String(membersWithData),
  ...usedAnnotations(used),
});

/** What members that disagree on it cannot talk to each other with, so that a change takes all of them stopped. */
export type Shared = Pick<Membership, "security" | "nodePort" | "fullRestartKey">;

/** What the StatefulSet says, and what the spec says where an earlier version of this operator has not noted it. */
export function membershipOf(set: StatefulSet, specified: Shared): Membership {
  const { metadata, spec } = set;
  const {
    [CLUSTER_SIZE]: size,
    [SECURITY]: security,
    [NODE_PORT]: port,
    [FULL_RESTART_KEY]: fullRestartKey,
    [MEMBERS_WITH_DATA]: membersWithData,
  } = metadata?.annotations ?? {};
  const members = spec?.replicas ?? 0;
  return {
    clusterSize: Number(size) || members || 1,
    security: (security as Security["mode"] | undefined) ?? specified.security,
    nodePort: Number(port) || specified.nodePort,
    fullRestartKey,
    membersWithData: Number(membersWithData) || members,
    used: usedOf(set),
  };
}
