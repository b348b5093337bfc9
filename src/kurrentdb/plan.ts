/**
 * How far a cluster may go in this sync.
 *
 * A change of size is a walk of single steps, each taken only when the one before has arrived, because a majority of
 * empty members could elect a leader among themselves, and the data of the others would be discarded. So the size is
 * first made known to the members that hold the data, and then members join one at a time. From 1 to 3 to 5:
 *
 *     size     1  3  3  3  5  5  5
 *     members  1  1  2  3  3  4  5
 */
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { CONFIRM_SHRINK, GROUP, type KurrentDB, type SecurityMode, securityMode } from "./cluster.ts";
import { SIZES } from "./spec.ts";

/** What the members have to agree on, as it was last asked for; kept as annotations on the StatefulSet. */
export interface Agreement {
  clusterSize: number;
  security: SecurityMode;
  nodePort: number;
}

export interface Plan extends Agreement {
  /** How many members there should be now. */
  replicas: number;
  /** Where the walk ends. */
  goal: number;
  /** Whether nothing may change at all for now. */
  holds: boolean;
  /** Parts of the spec that are not followed, and what to do about each. Sentences without full stop. */
  heldBack: { reason: string; message: string }[];
}

const SIZE = `${GROUP}/cluster-size`;
const SECURITY = `${GROUP}/security`;
const NODE_PORT = `${GROUP}/node-port`;

export const agreementAnnotations = ({
  clusterSize,
  security,
  nodePort,
}: Agreement): Record<string, string> => ({
  [SIZE]: String(clusterSize),
  [SECURITY]: security,
  [NODE_PORT]: String(nodePort),
});

/**
 * @param observed the StatefulSet that exists
 * @param keptVolumes how many members, from the first on, have a volume already
 */
export function planOf(cluster: KurrentDB, observed: StatefulSet | undefined, keptVolumes: number): Plan {
  const { replicas, configuration } = cluster.spec;
  const wanted = {
    clusterSize: configuration.clusterSize ?? replicas,
    security: securityMode(cluster),
    nodePort: configuration.nodePort,
  };
  if (!observed) {
    const size = firstSize(wanted.clusterSize || 1, keptVolumes);
    const members = Math.min(replicas, size);
    return { ...wanted, clusterSize: size, replicas: members, goal: replicas, holds: false, heldBack: [] };
  }

  const agreed = agreementOf(observed, wanted);
  const disagreements = replicas > 0 && mayHavePods(observed) ? differences(agreed, wanted) : [];
  if (disagreements.length > 0) {
    const members = observed.spec?.replicas ?? 0;
    return { ...agreed, replicas: members, goal: members, holds: true, heldBack: disagreements };
  }
  const { heldBack, goal } = goalOf(cluster, agreed.clusterSize, wanted.clusterSize);
  return {
    ...wanted,
    ...walk(observed, agreed.clusterSize, goal, replicas),
    goal: replicas === 0 ? 0 : goal,
    holds: false,
    heldBack,
  };
}

/**
 * Where a new cluster begins. Volumes that are there already, kept from before or restored from a snapshot, hold data,
 * and the walk begins with the members that have them; where there are none, or enough, all start at once.
 */
const firstSize = (wanted: number, keptVolumes: number): number =>
  keptVolumes === 0 || keptVolumes >= wanted
    ? wanted
    : Math.max(...SIZES.filter((size) => size <= keptVolumes));

function agreementOf({ metadata, spec }: StatefulSet, wanted: Agreement): Agreement {
  const { [SIZE]: size, [SECURITY]: security, [NODE_PORT]: port } = metadata?.annotations ?? {};
  return {
    clusterSize: Number(size) || spec?.replicas || wanted.clusterSize,
    security: (security as SecurityMode | undefined) ?? wanted.security,
    nodePort: Number(port) || wanted.nodePort,
  };
}

const mayHavePods = ({ spec, status }: StatefulSet) =>
  (spec?.replicas ?? 1) > 0 || (status?.replicas ?? 0) > 0;

/** Members that disagree on these cannot talk to each other, and a rolling update makes them disagree half way. */
function differences(agreed: Agreement, wanted: Agreement): Plan["heldBack"] {
  const stop = "Set replicas to 0, wait until the members have stopped, and set it back";
  return [
    ...(agreed.security === wanted.security
      ? []
      : [
          {
            reason: "SecurityNeedsStop",
            message: `The members run ${agreed.security} and cannot change to ${wanted.security} one by one. ${stop}`,
          },
        ]),
    ...(agreed.nodePort === wanted.nodePort
      ? []
      : [
          {
            reason: "NodePortNeedsStop",
            message: `The members use port ${agreed.nodePort} and cannot change to ${wanted.nodePort} one by one. ${stop}`,
          },
        ]),
  ];
}

/** The size to walk to: the one that is wanted, unless that would drop data and nobody has confirmed it. */
function goalOf(
  { metadata, spec }: KurrentDB,
  size: number,
  wanted: number,
): Pick<Plan, "goal" | "heldBack"> {
  // A stopped cluster without a clusterSize keeps the size it had.
  if (wanted === 0 || wanted === size) return { goal: size, heldBack: [] };
  if (wanted > size || metadata.annotations?.[CONFIRM_SHRINK] === String(wanted))
    return { goal: wanted, heldBack: [] };
  return {
    goal: size,
    heldBack: [
      {
        reason: "ShrinkNotConfirmed",
        message:
          `The cluster keeps its ${size} members: with ${wanted}, what only the others have would be lost to it. ` +
          `To confirm, annotate it: kubectl annotate kurrentdb ${metadata.name} -n ${metadata.namespace} ${CONFIRM_SHRINK}=${wanted}` +
          (spec.replicas === 0 ? ", and start it again first" : ""),
      },
    ],
  };
}

/** The next step on the way from the present size and members to the goal. */
function walk(
  observed: StatefulSet,
  size: number,
  goal: number,
  wantedReplicas: number,
): Pick<Plan, "clusterSize" | "replicas"> {
  const members = observed.spec?.replicas ?? 0;
  if (wantedReplicas === 0) return { clusterSize: size, replicas: 0 };
  // Started again, it first becomes what it was.
  if (members === 0) return { clusterSize: size, replicas: size };

  const stay = { clusterSize: size, replicas: members };
  const majority = Math.floor(size / 2) + 1;
  if (goal >= size) {
    if (members < size) {
      // Below a majority no member gets Ready, and the new ones are too few to elect a leader without the old.
      const arrived = members < majority ? isUpdated(observed) : isSettled(observed);
      return arrived ? { clusterSize: size, replicas: members + 1 } : stay;
    }
    if (members > size) return { clusterSize: size, replicas: size };
    return goal > size && isSettled(observed)
      ? { clusterSize: neighbour(size, +1), replicas: members }
      : stay;
  }
  const smaller = neighbour(size, -1);
  if (!isSettled(observed)) return stay;
  return members > smaller
    ? { clusterSize: size, replicas: members - 1 }
    : { clusterSize: smaller, replicas: members };
}

const neighbour = (size: number, direction: 1 | -1): number =>
  SIZES[(SIZES as readonly number[]).indexOf(size) + direction] ?? size;

/** Whether every pod has the latest template, Ready or not. */
const isUpdated = ({ metadata, spec, status }: StatefulSet): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0) &&
  (status?.updateRevision === status?.currentRevision || status?.updatedReplicas === spec?.replicas) &&
  status?.replicas === spec?.replicas;

const isSettled = (observed: StatefulSet): boolean =>
  isUpdated(observed) && observed.status?.readyReplicas === observed.spec?.replicas;
