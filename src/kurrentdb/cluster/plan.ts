/**
 * How far a cluster may go in this sync.
 *
 * A change of size is a walk of single steps, each taken only when the one before has arrived, because a majority of
 * empty members could elect a leader among themselves, and the data of the others would be discarded. So the size is
 * first made known to the members that hold the data, and then members join one at a time. From 1 to 3 to 5:
 *
 *     size     1  3  3  3  5  5  5
 *     members  1  1  2  3  3  4  5
 *
 * Which members hold the data is remembered on the StatefulSet: a volume alone does not tell, since one that was just
 * made is empty, and one that is left from a larger cluster is out of date.
 */
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { Reason } from "../../controller/words.ts";
import { hasPods } from "../../kubernetes/stateful-set.ts";
import { CONFIRM_SHRINK, GROUP, type KurrentDB, type SecurityMode, securityMode } from "./cluster.ts";
import { reason } from "./conditions-and-reasons.ts";
import { type KeptVolumes, leading, volumeDoubts } from "./kept-volumes.ts";
import { SIZES } from "./spec.ts";

/** What the members have to agree on, as it was last asked for; kept as annotations on the StatefulSet. */
export interface Agreement {
  clusterSize: number;
  security: SecurityMode;
  nodePort: number;
  /** How many members, from the first on, are known to hold the data. None before the cluster has started once. */
  holders: number;
}

export interface Plan extends Agreement {
  /** How many members there should be now. */
  replicas: number;
  /** Where the walk ends. */
  goal: number;
  /** Whether nothing may change at all for now. */
  holds: boolean;
  /** Parts of the spec that are not followed, and what to do about each. Sentences without full stop. */
  heldBack: { reason: Reason; message: string }[];
}

const SIZE = `${GROUP}/cluster-size`;
const SECURITY = `${GROUP}/security`;
const NODE_PORT = `${GROUP}/node-port`;
const HOLDERS = `${GROUP}/members-with-data`;

export const agreementAnnotations = ({
  clusterSize,
  security,
  nodePort,
  holders,
}: Agreement): Record<string, string> => ({
  [SIZE]: String(clusterSize),
  [SECURITY]: security,
  [NODE_PORT]: String(nodePort),
  [HOLDERS]: String(holders),
});

/**
 * @param observed the StatefulSet that exists
 * @param volumes which members have a volume already
 */
export function planOf(cluster: KurrentDB, observed: StatefulSet | undefined, volumes: KeptVolumes): Plan {
  const { replicas, configuration } = cluster.spec;
  const size = configuration.clusterSize ?? replicas;
  const wanted = { security: securityMode(cluster), nodePort: configuration.nodePort };
  const agreed = observed && agreementOf(observed, wanted);
  if (!observed || !agreed || (agreed.holders === 0 && !hasPods(observed))) {
    return { ...wanted, ...start(cluster, size, volumes), goal: replicas };
  }
  if (replicas > 0 && !hasPods(observed) && leading(volumes) < agreed.holders) {
    // While it was stopped, people have taken volumes away: what is remembered of them no longer counts.
    return { ...wanted, ...start(cluster, agreed.clusterSize, volumes), goal: replicas };
  }

  const disagreements = replicas > 0 && hasPods(observed) ? differences(agreed, wanted) : [];
  if (disagreements.length > 0) {
    const members = observed.spec?.replicas ?? 0;
    const goal = agreed.clusterSize;
    return { ...agreed, replicas: members, goal, holds: true, heldBack: disagreements };
  }
  const { heldBack, goal } = goalOf(cluster, agreed.clusterSize, size);
  return {
    ...wanted,
    ...walk(observed, agreed, goal, replicas),
    goal: replicas === 0 ? 0 : goal,
    holds: false,
    heldBack,
  };
}

type Step = Pick<Plan, "clusterSize" | "replicas" | "holders">;

/** The first step over the volumes that are there; none, if they contradict the size. */
function start(
  cluster: KurrentDB,
  size: number,
  volumes: KeptVolumes,
): Step & Pick<Plan, "holds" | "heldBack"> {
  const { replicas } = cluster.spec;
  const heldBack = replicas > 0 ? volumeDoubts(cluster, size, volumes) : [];
  const step =
    heldBack.length > 0
      ? { clusterSize: size, replicas: 0, holders: 0 }
      : beginning(size, replicas, leading(volumes));
  return { ...step, holds: heldBack.length > 0, heldBack };
}

/**
 * Where a cluster begins. Volumes that are there already, kept from before or restored from a snapshot, hold data, and
 * the members that have them go first: where they are a majority any leader has been with the data, and where they are
 * fewer none is elected without all of them. Where there is no volume, all start at once.
 */
function beginning(size: number, replicas: number, keptVolumes: number): Step {
  const members = Math.min(replicas, keptVolumes || size);
  return { clusterSize: size || 1, replicas: members, holders: members };
}

function agreementOf({ metadata, spec }: StatefulSet, wanted: Pick<Agreement, "security" | "nodePort">) {
  const {
    [SIZE]: size,
    [SECURITY]: security,
    [NODE_PORT]: port,
    [HOLDERS]: holders,
  } = metadata?.annotations ?? {};
  const members = spec?.replicas ?? 0;
  return {
    clusterSize: Number(size) || members || 1,
    security: (security as SecurityMode | undefined) ?? wanted.security,
    nodePort: Number(port) || wanted.nodePort,
    holders: Number(holders) || members,
  };
}

/** Members that disagree on these cannot talk to each other, and a rolling update makes them disagree half way. */
function differences(agreed: Agreement, wanted: Pick<Agreement, "security" | "nodePort">): Plan["heldBack"] {
  const stop = "Set replicas to 0, wait until the members have stopped, and set it back";
  return [
    ...(agreed.security === wanted.security
      ? []
      : [
          {
            reason: reason.SecurityNeedsStop,
            message: `The members run ${agreed.security} and cannot change to ${wanted.security} one by one. ${stop}`,
          },
        ]),
    ...(agreed.nodePort === wanted.nodePort
      ? []
      : [
          {
            reason: reason.NodePortNeedsStop,
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
        reason: reason.ShrinkNotConfirmed,
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
  { clusterSize: size, holders: known }: Agreement,
  goal: number,
  wantedReplicas: number,
): Step {
  const members = observed.spec?.replicas ?? 0;
  if (wantedReplicas === 0) return { clusterSize: size, replicas: 0, holders: known };
  if (members === 0) {
    // Started again, it first becomes what it was, once the last of the old pods has let go of its volume.
    return { clusterSize: size, replicas: hasPods(observed) ? 0 : Math.min(known, size), holders: known };
  }

  const holders = isSettled(observed) ? members : Math.min(known, members);
  const to = (clusterSize: number, replicas: number): Step => ({
    clusterSize,
    replicas,
    holders: Math.min(holders, replicas),
  });
  const stay = to(size, members);
  const hasArrived = members > size / 2 ? isSettled(observed) : isBeforeMajority(observed);
  if (goal >= size) {
    if (members > size) return to(size, size);
    if (!hasArrived) return stay;
    if (members < size) return to(size, members + 1);
    return goal > size ? to(neighbour(size, +1), members) : stay;
  }
  // A newcomer that never got Ready holds nothing that the others lack, and may be why people go back.
  if (members > holders) return isSeen(observed) ? to(size, members - 1) : stay;
  if (!hasArrived) return stay;
  const smaller = neighbour(size, -1);
  return members > smaller ? to(size, members - 1) : to(smaller, members);
}

const neighbour = (size: number, direction: 1 | -1): number =>
  SIZES[(SIZES as readonly number[]).indexOf(size) + direction] ?? size;

/**
 * Below a majority no member gets Ready, and none is elected without all the others. But the first must have learnt
 * the size before there is a second, and no more can be asked for: the StatefulSet controller replaces none while one
 * after it is not Ready.
 */
const isBeforeMajority = (observed: StatefulSet): boolean =>
  observed.spec?.replicas === 1 ? isUpdated(observed) : hasAll(observed);

const hasAll = (observed: StatefulSet): boolean =>
  isSeen(observed) && observed.status?.replicas === observed.spec?.replicas;

const isSeen = ({ metadata, status }: StatefulSet): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);

/**
 * Whether every pod has the latest template, Ready or not. The revisions do not tell: when a change is taken back half
 * way, they are equal at once.
 */
const isUpdated = (observed: StatefulSet): boolean =>
  hasAll(observed) && observed.status?.updatedReplicas === observed.spec?.replicas;

const isSettled = (observed: StatefulSet): boolean =>
  isUpdated(observed) && observed.status?.readyReplicas === observed.spec?.replicas;
