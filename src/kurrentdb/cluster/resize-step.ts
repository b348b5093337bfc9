/**
 * The next step on the way from the size that a cluster has to another.
 *
 * The cluster is resized in single steps, each taken only when the one before has arrived, because a majority of
 * empty members could elect a leader among themselves, and the data of the others would be discarded. So the size is
 * first made known to the members that hold the data, and then members join one at a time. From 1 to 3 to 5:
 *
 *     size     1  3  3  3  5  5  5  5
 *     members  1  1  2  3  0  3  4  5
 *
 * Two members or more are stopped for a change of size, and start together. Changed one by one they would count by
 * different sizes: two that take themselves for a majority of three elect a leader, and a third, which takes three for a
 * majority, goes on acknowledging events with another one. What that one has acknowledged is then cut off. It costs
 * nothing: changed one by one, members of which all are needed have no leader for longer.
 *
 * It shrinks the same way back, each step when the others have stood for a while. Where those that stay are no more than
 * a majority, the last of them is started again first: a member that is behind the others is Ready all the same, but one
 * that has just been started gets Ready only when a leader has every event and the others follow it.
 *
 * Which members hold the data is remembered on the StatefulSet: a volume alone does not tell, since one that was just
 * made is empty, and one that is left from a larger cluster is out of date.
 */
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { hasPods, isSeen } from "../../kubernetes/stateful-set.ts";
import { STAYING_MEMBERS } from "./annotations.ts";
import type { KurrentDB } from "./cluster.ts";
import type { Membership } from "./membership.ts";
import { SIZES } from "./spec.ts";

/** What one sync may bring the cluster to. */
export interface Step {
  clusterSize: number;
  /** How many members there should be now. */
  replicas: number;
  membersWithData: number;
  /** Whether the last member is started again, and no other. */
  restartsLast?: boolean;
}

/** Whether a member that is ready has joined. With TLS it lives only after it has been leader or follower once. */
export const showsRoles = ({ spec, security }: KurrentDB): boolean =>
  spec.readiness === "Info" || security.mode === "TLS";

/** The same of the pods that there are, which may have been made with another readiness. */
const showRoles = ({ spec }: StatefulSet, security: Membership["security"]): boolean =>
  security === "TLS" ||
  spec?.template.spec?.containers.some(({ readinessProbe }) => readinessProbe?.exec !== undefined) === true;

/** The next step on the way from the present size and members to the targetSize. */
export function resizeStep(
  observed: StatefulSet,
  { clusterSize: size, membersWithData: known, security }: Membership,
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

  const haveJoined = isSettled(observed) && showRoles(observed, security);
  const membersWithData = haveJoined ? members : Math.min(known, members);
  const to = (clusterSize: number, replicas: number): Step => ({
    clusterSize,
    replicas,
    membersWithData: Math.min(membersWithData, replicas),
  });
  const unchanged = to(size, members);
  // One member has nobody to disagree with. Others start again when the last of them has stopped.
  const resized = (clusterSize: number): Step => ({
    clusterSize,
    replicas: members > 1 ? 0 : members,
    membersWithData,
  });
  const hasArrived = members > size / 2 ? haveJoined : isBeforeMajority(observed);
  if (targetSize >= size) {
    if (members > size) return to(size, size);
    if (!hasArrived) return unchanged;
    if (members < size) return showsRoles(cluster) ? to(size, members + 1) : unchanged;
    return targetSize > size ? resized(nextSize(size, +1)) : unchanged;
  }
  // A newcomer that never got Ready holds nothing that the others lack, and may be why people go back.
  if (members > membersWithData) return isSeen(observed) ? to(size, members - 1) : unchanged;
  const hasMajority = members > size / 2;
  if (members === Math.floor(size / 2) + 1) {
    if (!isRestartingLast(observed)) return { ...unchanged, restartsLast: hasArrived && stands(observed) };
    if (!hasLastBack(observed) || !stands(observed)) return { ...unchanged, restartsLast: true };
  } else if (!hasArrived || (hasMajority && !stands(observed))) return unchanged;
  const smaller = nextSize(size, -1);
  return members > smaller ? to(size, members - 1) : resized(smaller);
}

/**
 * Seconds for which the others have to stand before a member is taken away, when a cluster shrinks: what one that has
 * just come back lacks shows within them.
 */
export const SHRINK_SECONDS = 30;

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
