/** How far a cluster may go in this sync. */
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { Withheld } from "../../controller/withheld.ts";
import { hasPods } from "../../kubernetes/stateful-set.ts";
import { CONFIRM_SHRINK, CONFIRM_STOP } from "./annotations.ts";
import type { KurrentDB } from "./cluster.ts";
import { reason } from "./conditions-and-reasons.ts";
import { confirmsShrink, confirmsStop, first, shrinkUsed, stopUsed, type Used } from "./confirmations.ts";
import { type KeptVolumes, volumeDoubts } from "./kept-volumes.ts";
import { type Membership, membershipOf, type Shared } from "./membership.ts";
import { resizeStep, type Step, showsRoles } from "./resize-step.ts";
import { SIZES } from "./spec.ts";

export interface Plan extends Membership, Step {
  /** Where the resizing ends. */
  targetSize: number;
  /** Whether nothing may change at all for now. */
  isFrozen: boolean;
  /** Why all members are being stopped, of all that is frozen. They are started again when the last has stopped. */
  stopping?: string;
  /** Parts of the spec that are not followed. */
  withheld: readonly Withheld[];
}

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
    return { ...specified, ...firstStep(cluster, size, volumes, agreed?.used), targetSize: replicas };
  }
  if (replicas > 0 && !hasPods(observed) && volumes.leading < agreed.membersWithData) {
    // While it was stopped, people have taken volumes away: what is remembered of them no longer counts.
    const step = firstStep(cluster, agreed.clusterSize, volumes, agreed.used);
    return { ...specified, ...step, targetSize: replicas };
  }
  if (replicas > 0 && hasPods(observed)) {
    const stop = stopOf(cluster, agreed, specified);
    const present = { ...agreed, replicas: observed.spec?.replicas ?? 0, targetSize: agreed.clusterSize };
    if (stop.stopping !== undefined || stop.withheld.length > 0)
      return { ...present, isFrozen: true, ...stop };
  }
  const { withheld, targetSize } = targetOf(cluster, agreed, size, observed.spec?.replicas ?? 0);
  const step = resizeStep(observed, agreed, targetSize, cluster);
  const isChanged = agreed.security !== specified.security || agreed.nodePort !== specified.nodePort;
  return {
    ...specified,
    ...step,
    used: {
      ...agreed.used,
      shrink: shrinkUsed(cluster.metadata, agreed.used, step.clusterSize),
      stop: stopUsed(cluster.metadata, agreed.used, isChanged && replicas > 0),
    },
    targetSize: replicas === 0 ? 0 : targetSize,
    isFrozen: false,
    withheld,
  };
}

/** The first step over the volumes that are there; none, if they contradict the size. */
function firstStep(
  cluster: KurrentDB,
  size: number,
  volumes: KeptVolumes,
  used: Used = {},
): Step & Pick<Plan, "isFrozen" | "withheld" | "used"> {
  const { metadata, spec } = cluster;
  const { replicas } = spec;
  const withheld = replicas > 0 ? volumeDoubts(cluster, size, volumes, used) : [];
  const step =
    withheld.length > 0
      ? { clusterSize: size, replicas: 0, membersWithData: 0 }
      : firstMembers(size || leastSize(cluster), replicas, volumes.leading);
  return {
    ...step,
    used: {
      ...used,
      shrink: withheld.length > 0 ? used.shrink : shrinkUsed(metadata, used, step.clusterSize),
      stop: stopUsed(metadata, used, false),
    },
    isFrozen: withheld.length > 0,
    withheld,
  };
}

/**
 * Where a cluster begins. Volumes that are there already, kept from before or restored from a snapshot, hold data, and
 * the members that have them go first: where they are a majority any leader has been with the data, and where they are
 * fewer none is elected without all of them. Where there is no volume, all start at once.
 */
function firstMembers(size: number, replicas: number, keptVolumes: number): Step {
  const members = Math.min(replicas, keptVolumes || size);
  return { clusterSize: size, replicas: members, membersWithData: members };
}

/** Of a cluster that is stopped and of which nothing is known yet: a single member can have no read-only replicas. */
const leastSize = ({ spec }: KurrentDB): number => (spec.readOnlyReplicas ? SIZES[1] : SIZES[0]);

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
  if (changes.length > 0 && confirmsStop(metadata, agreed.used)) {
    return { stopping: `to change ${changes.map(({ change }) => change).join(" and ")}`, withheld: [] };
  }
  if (changes.length > 0) {
    const confirm = `kubectl annotate kurrentdb ${metadata.name} -n ${metadata.namespace} ${CONFIRM_STOP}=true`;
    return {
      withheld: changes.map(({ reason, change }) => ({
        reason,
        message:
          `The members cannot change ${change} one by one. To have all of them stopped, changed and started again, ` +
          `${first(metadata, CONFIRM_STOP, agreed.used.stop)}annotate it: ${confirm}. Or set replicas to 0, wait until they have stopped, and set it back`,
      })),
    };
  }
  // A key of before this field existed is none, and a key that is taken away asks for nothing.
  return specified.fullRestartKey !== undefined && agreed.fullRestartKey !== specified.fullRestartKey
    ? { stopping: `since fullRestartKey is ${specified.fullRestartKey}`, withheld: [] }
    : { withheld: [] };
}

/** The size to resize to: the one that is specified, unless that could lose data. */
function targetOf(
  cluster: KurrentDB,
  { clusterSize: size, used }: Membership,
  specified: number,
  members: number,
): Pick<Plan, "targetSize" | "withheld"> {
  const confirmed = confirmedTarget(cluster, size, specified, used);
  // Whoever is stopped neither joins nor goes.
  if (showsRoles(cluster) || cluster.spec.replicas === 0) return confirmed;
  const { targetSize } = confirmed;
  const joins = targetSize > size || (targetSize === size && members > 0 && members < size);
  const goes = targetSize < size && members > targetSize;
  if (!joins && !goes) return confirmed;
  const tooWeak: Withheld = {
    reason: reason.ReadinessTooWeak,
    message:
      `No member is ${joins ? "added" : "taken away"}: without TLS a member lives before it has the data, and with ` +
      "readiness Health that counts as ready, so that data could be lost. Use readiness Info, or TLS",
  };
  return { targetSize: size, withheld: [tooWeak, ...confirmed.withheld] };
}

/** The size that is specified, unless it is smaller and nobody has confirmed it. */
function confirmedTarget(
  { metadata, spec }: KurrentDB,
  size: number,
  specified: number,
  used: Used,
): Pick<Plan, "targetSize" | "withheld"> {
  // A stopped cluster without a clusterSize keeps the size it had.
  if (specified === 0 || specified === size) return { targetSize: size, withheld: [] };
  if (specified > size || confirmsShrink(metadata, used, specified))
    return { targetSize: specified, withheld: [] };
  return {
    targetSize: size,
    withheld: [
      {
        reason: reason.ShrinkNotConfirmed,
        message:
          `The cluster keeps its ${size} members: with ${specified}, what only the others have would be lost to it. ` +
          `To confirm, stop whoever writes to it, then ${first(metadata, CONFIRM_SHRINK, used.shrink)}annotate it: ` +
          `kubectl annotate kurrentdb ${metadata.name} -n ${metadata.namespace} ${CONFIRM_SHRINK}=${specified}` +
          (spec.replicas === 0 ? ", and start it again first" : ""),
      },
    ],
  };
}

export const isShrinking = ({ clusterSize, targetSize, replicas }: Plan): boolean =>
  targetSize > 0 && (targetSize < clusterSize || replicas > clusterSize);
