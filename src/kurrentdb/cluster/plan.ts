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
 * It shrinks the same way back, each step when the others have stood for a while. Where those that stay are no more than
 * a majority, the last of them is started again first: a member that is behind the others is Ready all the same, but one
 * that has just been started gets Ready only when a leader has every event and the others follow it.
 *
 * Which members hold the data is remembered on the StatefulSet: a volume alone does not tell, since one that was just
 * made is empty, and one that is left from a larger cluster is out of date.
 */
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { hasPods } from "../../kubernetes/stateful-set.ts";
import {
  CLUSTER_SIZE,
  CONFIRM_SHRINK,
  CONFIRM_STOP,
  FULL_RESTART_KEY,
  MEMBERS_WITH_DATA,
  NODE_PORT,
  SECURITY,
  STAYING_MEMBERS,
} from "./annotations.ts";
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
  /** The key of the last restart of all members at once. */
  fullRestartKey: string | undefined;
  /** How many members, from the first on, are known to hold the data. None before the cluster has started once. */
  membersWithData: number;
}

export interface Plan extends Membership {
  /** How many members there should be now. */
  replicas: number;
  /** Where the resizing ends. */
  targetSize: number;
  /** Whether the last member is started again, and no other. */
  restartsLast?: boolean;
  /** Whether nothing may change at all for now. */
  isFrozen: boolean;
  /** Why all members are being stopped, of all that is frozen. They are started again when the last has stopped. */
  stopping?: string;
  /** Parts of the spec that are not followed. */
  withheld: readonly Withheld[];
}

export const membershipAnnotations = ({
  clusterSize,
  security,
  nodePort,
  fullRestartKey,
  membersWithData,
}: Membership): Record<string, string> => ({
  [CLUSTER_SIZE]: String(clusterSize),
  [SECURITY]: security,
  [NODE_PORT]: String(nodePort),
  ...(fullRestartKey !== undefined && { [FULL_RESTART_KEY]: fullRestartKey }),
  [MEMBERS_WITH_DATA]: String(membersWithData),
});

/** What members that disagree on it cannot talk to each other with, so that a change takes all of them stopped. */
type Shared = Pick<Membership, "security" | "nodePort" | "fullRestartKey">;

/**
 * @param observed the StatefulSet that exists
 * @param volumes which members have a volume already
 */
export function planOf(cluster: KurrentDB, observed: StatefulSet | undefined, volumes: KeptVolumes): Plan {
  const { replicas, configuration, fullRestartKey } = cluster.spec;
  const size = configuration.clusterSize ?? replicas;
  const specified: Shared = {
    security: cluster.security.mode,
    nodePort: configuration.nodePort,
    fullRestartKey,
  };
  const agreed = observed && membershipOf(observed, specified);
  if (!observed || !agreed || (agreed.membersWithData === 0 && !hasPods(observed))) {
    return { ...specified, ...firstStep(cluster, size, volumes), targetSize: replicas };
  }
  if (replicas > 0 && !hasPods(observed) && volumes.leading < agreed.membersWithData) {
    // While it was stopped, people have taken volumes away: what is remembered of them no longer counts.
    return { ...specified, ...firstStep(cluster, agreed.clusterSize, volumes), targetSize: replicas };
  }
  if (replicas > 0 && hasPods(observed)) {
    const stop = stopOf(cluster, agreed, specified);
    const present = { ...agreed, replicas: observed.spec?.replicas ?? 0, targetSize: agreed.clusterSize };
    if (stop.stopping !== undefined || stop.withheld.length > 0)
      return { ...present, isFrozen: true, ...stop };
  }
  const { withheld, targetSize } = targetOf(cluster, agreed, size, observed.spec?.replicas ?? 0);
  return {
    ...specified,
    ...resizeStep(observed, agreed, targetSize, cluster),
    targetSize: replicas === 0 ? 0 : targetSize,
    isFrozen: false,
    withheld,
  };
}

type Step = Pick<Plan, "clusterSize" | "replicas" | "membersWithData" | "restartsLast">;

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

function membershipOf({ metadata, spec }: StatefulSet, specified: Shared): Membership {
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
  };
}

/** Whether all members have to stop for the spec, and whether they may. */
function stopOf(
  { metadata }: KurrentDB,
  agreed: Membership,
  specified: Shared,
): Pick<Plan, "stopping" | "withheld"> {
  const changes = [
    ...(agreed.security === specified.security
      ? []
      : [
          {
            reason: reason.SecurityNeedsStop,
            change: `from ${agreed.security} to ${specified.security}`,
          },
        ]),
    ...(agreed.nodePort === specified.nodePort
      ? []
      : [
          {
            reason: reason.NodePortNeedsStop,
            change: `from port ${agreed.nodePort} to ${specified.nodePort}`,
          },
        ]),
  ];
  const isConfirmed = metadata.annotations?.[CONFIRM_STOP] === "true";
  if (changes.length > 0 && isConfirmed) {
    return { stopping: `to change ${changes.map(({ change }) => change).join(" and ")}`, withheld: [] };
  }
  if (changes.length > 0) {
    const confirm = `kubectl annotate kurrentdb ${metadata.name} -n ${metadata.namespace} ${CONFIRM_STOP}=true`;
    return {
      withheld: changes.map(({ reason, change }) => ({
        reason,
        message:
          `The members cannot change ${change} one by one. To have all of them stopped, changed and started again: ` +
          `${confirm}. Or set replicas to 0, wait until they have stopped, and set it back`,
      })),
    };
  }
  // A key of before this field existed is none, and a key that is taken away asks for nothing.
  return specified.fullRestartKey !== undefined && agreed.fullRestartKey !== specified.fullRestartKey
    ? { stopping: `since fullRestartKey is ${specified.fullRestartKey}`, withheld: [] }
    : { withheld: [] };
}

/** The size to resize to: the one that is specified, unless that could lose data and nobody has confirmed it. */
function targetOf(
  cluster: KurrentDB,
  { clusterSize: size }: Membership,
  specified: number,
  members: number,
): Pick<Plan, "targetSize" | "withheld"> {
  const { metadata, spec } = cluster;
  const joins = specified > size || (specified === size && members > 0 && members < size);
  if (joins && spec.replicas > 0 && !showsRoles(cluster)) {
    return {
      targetSize: size,
      withheld: [
        {
          reason: reason.ReadinessTooWeak,
          message:
            `The cluster keeps its ${members} members: without TLS a member lives before it has the data, and with readiness ` +
            "Health that counts as ready, so that data could be lost. Use readiness Info, or TLS",
        },
      ],
    };
  }
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
          "To confirm, stop whoever writes to it, then annotate it: " +
          `kubectl annotate kurrentdb ${metadata.name} -n ${metadata.namespace} ${CONFIRM_SHRINK}=${specified}` +
          (spec.replicas === 0 ? ", and start it again first" : ""),
      },
    ],
  };
}

/** Whether a member that is ready has joined. With TLS it lives only after it has been leader or follower once. */
const showsRoles = ({ spec, security }: KurrentDB): boolean =>
  spec.readiness === "Info" || security.mode === "TLS";

/** The next step on the way from the present size and members to the targetSize. */
function resizeStep(
  observed: StatefulSet,
  { clusterSize: size, membersWithData: known }: Membership,
  targetSize: number,
  cluster: KurrentDB,
): Step {
  const members = observed.spec?.replicas ?? 0;
  if (cluster.spec.replicas === 0) return { clusterSize: size, replicas: 0, membersWithData: known };
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
    if (members < size) return showsRoles(cluster) ? to(size, members + 1) : unchanged;
    return targetSize > size ? to(nextSize(size, +1), members) : unchanged;
  }
  // A newcomer that never got Ready holds nothing that the others lack, and may be why people go back.
  if (members > membersWithData) return isSeen(observed) ? to(size, members - 1) : unchanged;
  const hasMajority = members > size / 2;
  if (members === Math.floor(size / 2) + 1) {
    if (!isRestartingLast(observed)) return { ...unchanged, restartsLast: hasArrived && stands(observed) };
    if (!hasLastBack(observed) || !stands(observed)) return { ...unchanged, restartsLast: true };
  } else if (!hasArrived || (hasMajority && !stands(observed))) return unchanged;
  const smaller = nextSize(size, -1);
  return members > smaller ? to(size, members - 1) : to(smaller, members);
}

/**
 * Seconds for which the others have to stand before a member is taken away, when a cluster shrinks: what one that has
 * just come back lacks shows within them.
 */
export const SHRINK_SECONDS = 30;

export const isShrinking = ({ clusterSize, targetSize, replicas }: Plan): boolean =>
  targetSize > 0 && (targetSize < clusterSize || replicas > clusterSize);

const stands = ({ spec, status }: StatefulSet): boolean =>
  spec?.minReadySeconds === SHRINK_SECONDS && status?.availableReplicas === spec.replicas;

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

/**
 * Of the members that stay, what one lacks may be on a single other, which would be next to go or be outvoted. The one
 * that lacks it does not show: behind a slow network it is a follower still, and cut off it is Ready until the probe
 * has failed three times. So the last of those that stay is started again. By then the others are gone, and it takes
 * all that stay to elect the leader that it becomes or joins.
 */
const isRestartingLast = ({ spec }: StatefulSet): boolean =>
  spec?.template.metadata?.annotations?.[STAYING_MEMBERS] === String(spec?.replicas);

const hasLastBack = (observed: StatefulSet): boolean =>
  hasAll(observed) &&
  (observed.status?.updatedReplicas ?? 0) >= 1 &&
  observed.status?.readyReplicas === observed.spec?.replicas;
