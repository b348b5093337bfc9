/**
 * How far a cluster may go in this sync.
 *
 * The cluster is resized in single steps, each taken only when the one before has arrived, because a majority of
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
import { hasPods } from "../../kubernetes/stateful-set.ts";
import { CLUSTER_SIZE, CONFIRM_SHRINK, MEMBERS_WITH_DATA, NODE_PORT, SECURITY } from "./annotations.ts";
import type { KurrentDB, Security } from "./cluster.ts";
import { reason } from "./conditions-and-reasons.ts";
import { type KeptVolumes, volumeDoubts } from "./kept-volumes.ts";
import { SIZES } from "./spec.ts";
import type { Withheld } from "./withheld.ts";

/** What the members have to agree on, as it was last asked for; kept as annotations on the StatefulSet. */
export interface Membership {
  clusterSize: number;
  security: Security["mode"];
  nodePort: number;
  /** How many members, from the first on, are known to hold the data. None before the cluster has started once. */
  membersWithData: number;
}

export interface Plan extends Membership {
  /** How many members there should be now. */
  replicas: number;
  /** Where the resizing ends. */
  targetSize: number;
  /** Whether nothing may change at all for now. */
  isFrozen: boolean;
  /** Parts of the spec that are not followed. */
  withheld: readonly Withheld[];
}

export const membershipAnnotations = ({
  clusterSize,
  security,
  nodePort,
  membersWithData,
}: Membership): Record<string, string> => ({
  [CLUSTER_SIZE]: String(clusterSize),
  [SECURITY]: security,
  [NODE_PORT]: String(nodePort),
  [MEMBERS_WITH_DATA]: String(membersWithData),
});

/**
 * @param observed the StatefulSet that exists
 * @param volumes which members have a volume already
 */
export function planOf(cluster: KurrentDB, observed: StatefulSet | undefined, volumes: KeptVolumes): Plan {
  const { replicas, configuration } = cluster.spec;
  const size = configuration.clusterSize ?? replicas;
  const specified = { security: cluster.security.mode, nodePort: configuration.nodePort };
  const agreed = observed && membershipOf(observed, specified);
  if (!observed || !agreed || (agreed.membersWithData === 0 && !hasPods(observed))) {
    return { ...specified, ...firstStep(cluster, size, volumes), targetSize: replicas };
  }
  if (replicas > 0 && !hasPods(observed) && volumes.leading < agreed.membersWithData) {
    // While it was stopped, people have taken volumes away: what is remembered of them no longer counts.
    return { ...specified, ...firstStep(cluster, agreed.clusterSize, volumes), targetSize: replicas };
  }

  const disagreements = replicas > 0 && hasPods(observed) ? differences(agreed, specified) : [];
  if (disagreements.length > 0) {
    const members = observed.spec?.replicas ?? 0;
    const targetSize = agreed.clusterSize;
    return { ...agreed, replicas: members, targetSize, isFrozen: true, withheld: disagreements };
  }
  const { withheld, targetSize } = targetOf(cluster, agreed.clusterSize, size);
  return {
    ...specified,
    ...resizeStep(observed, agreed, targetSize, replicas),
    targetSize: replicas === 0 ? 0 : targetSize,
    isFrozen: false,
    withheld,
  };
}

type Step = Pick<Plan, "clusterSize" | "replicas" | "membersWithData">;

/** The first step over the volumes that are there; none, if they contradict the size. */
function firstStep(
  cluster: KurrentDB,
  size: number,
  volumes: KeptVolumes,
): Step & Pick<Plan, "isFrozen" | "withheld"> {
  const { replicas } = cluster.spec;
  const withheld = replicas > 0 ? volumeDoubts(cluster, size, volumes) : [];
  const step =
    withheld.length > 0
      ? { clusterSize: size, replicas: 0, membersWithData: 0 }
      : firstMembers(size, replicas, volumes.leading);
  return { ...step, isFrozen: withheld.length > 0, withheld };
}

/**
 * Where a cluster begins. Volumes that are there already, kept from before or restored from a snapshot, hold data, and
 * the members that have them go first: where they are a majority any leader has been with the data, and where they are
 * fewer none is elected without all of them. Where there is no volume, all start at once.
 */
function firstMembers(size: number, replicas: number, keptVolumes: number): Step {
  const members = Math.min(replicas, keptVolumes || size);
  return { clusterSize: size || 1, replicas: members, membersWithData: members };
}

function membershipOf({ metadata, spec }: StatefulSet, specified: Pick<Membership, "security" | "nodePort">) {
  const {
    [CLUSTER_SIZE]: size,
    [SECURITY]: security,
    [NODE_PORT]: port,
    [MEMBERS_WITH_DATA]: membersWithData,
  } = metadata?.annotations ?? {};
  const members = spec?.replicas ?? 0;
  return {
    clusterSize: Number(size) || members || 1,
    security: (security as Security["mode"] | undefined) ?? specified.security,
    nodePort: Number(port) || specified.nodePort,
    membersWithData: Number(membersWithData) || members,
  };
}

/** Members that disagree on these cannot talk to each other, and a rolling update makes them disagree half way. */
function differences(agreed: Membership, specified: Pick<Membership, "security" | "nodePort">): Withheld[] {
  const stop = "Set replicas to 0, wait until the members have stopped, and set it back";
  return [
    ...(agreed.security === specified.security
      ? []
      : [
          {
            reason: reason.SecurityNeedsStop,
            message: `The members run ${agreed.security} and cannot change to ${specified.security} one by one. ${stop}`,
          },
        ]),
    ...(agreed.nodePort === specified.nodePort
      ? []
      : [
          {
            reason: reason.NodePortNeedsStop,
            message: `The members use port ${agreed.nodePort} and cannot change to ${specified.nodePort} one by one. ${stop}`,
          },
        ]),
  ];
}

/** The size to resize to: the one that is specified, unless that would drop data and nobody has confirmed it. */
function targetOf(
  { metadata, spec }: KurrentDB,
  size: number,
  specified: number,
): Pick<Plan, "targetSize" | "withheld"> {
  // A stopped cluster without a clusterSize keeps the size it had.
  if (specified === 0 || specified === size) return { targetSize: size, withheld: [] };
  if (specified > size || metadata.annotations?.[CONFIRM_SHRINK] === String(specified))
    return { targetSize: specified, withheld: [] };
  return {
    targetSize: size,
    withheld: [
      {
        reason: reason.ShrinkNotConfirmed,
        message:
          `The cluster keeps its ${size} members: with ${specified}, what only the others have would be lost to it. ` +
          `To confirm, annotate it: kubectl annotate kurrentdb ${metadata.name} -n ${metadata.namespace} ${CONFIRM_SHRINK}=${specified}` +
          (spec.replicas === 0 ? ", and start it again first" : ""),
      },
    ],
  };
}

/** The next step on the way from the present size and members to the targetSize. */
function resizeStep(
  observed: StatefulSet,
  { clusterSize: size, membersWithData: known }: Membership,
  targetSize: number,
  wantedReplicas: number,
): Step {
  const members = observed.spec?.replicas ?? 0;
  if (wantedReplicas === 0) return { clusterSize: size, replicas: 0, membersWithData: known };
  if (members === 0) {
    // Started again, it first becomes what it was, once the last of the old pods has let go of its volume.
    return {
      clusterSize: size,
      replicas: hasPods(observed) ? 0 : Math.min(known, size),
      membersWithData: known,
    };
  }

  const membersWithData = isSettled(observed) ? members : Math.min(known, members);
  const to = (clusterSize: number, replicas: number): Step => ({
    clusterSize,
    replicas,
    membersWithData: Math.min(membersWithData, replicas),
  });
  const unchanged = to(size, members);
  const hasArrived = members > size / 2 ? isSettled(observed) : isBeforeMajority(observed);
  if (targetSize >= size) {
    if (members > size) return to(size, size);
    if (!hasArrived) return unchanged;
    if (members < size) return to(size, members + 1);
    return targetSize > size ? to(nextSize(size, +1), members) : unchanged;
  }
  // A newcomer that never got Ready holds nothing that the others lack, and may be why people go back.
  if (members > membersWithData) return isSeen(observed) ? to(size, members - 1) : unchanged;
  if (!hasArrived) return unchanged;
  const smaller = nextSize(size, -1);
  return members > smaller ? to(size, members - 1) : to(smaller, members);
}

const nextSize = (size: number, direction: 1 | -1): number =>
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
