/**
 * How far the spec may be followed in this sync.
 *
 * Today's server cannot be grown, shrunk, or given a fresh volume in place of a lost one, and of several nodes each loses
 * its records when it restarts. What would do so is not done, and the status says what it waits for.
 */
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { Withheld } from "../../../controller/withheld.ts";
import { hasPods } from "../../../kubernetes/stateful-set.ts";
import { CONFIRM_RESTART, NODES, POD_TEMPLATE, START_EMPTY } from "../annotations.ts";
import type { ChronikCluster } from "../cluster.ts";
import { reason } from "../conditions-and-reasons.ts";
import { claimOfIndex, isCluster, nodeNumbers, podIndexes } from "./nodes.ts";
import type { Observed } from "./observed.ts";
import {
  acceptedEmpty,
  nodesWithoutVolume,
  presentVolumes,
  rememberedVolumes,
  type Volumes,
} from "./volumes.ts";

export interface Plan {
  /** Why nothing may change at all for now. */
  frozen: Withheld | undefined;
  /** Why the nodes and their configuration stay as they were last applied. */
  nodesStay: Withheld | undefined;
  /** The nodes that wait, since they have lost their volumes. */
  lost: readonly number[];
  /** The nodes that may start with an empty volume. */
  mayStartEmpty: readonly number[];
  /** The volumes to remember. */
  volumes: Volumes;
}

const NOTHING: Plan = {
  frozen: undefined,
  nodesStay: undefined,
  lost: [],
  mayStartEmpty: [],
  volumes: new Map(),
};

/** @param asSpecified the StatefulSet that the spec asks for; undefined while the nodes' addresses are not known */
export function planOf(
  cluster: ChronikCluster,
  observed: Observed,
  asSpecified: StatefulSet | undefined,
): Plan {
  const { statefulSet } = observed;
  const frozen = statefulSet ? nodesFixed(cluster, statefulSet) : volumesOfOthers(cluster, observed);
  if (frozen) return { ...NOTHING, frozen };
  if (!isCluster(cluster)) return NOTHING;
  return statefulSet
    ? {
        ...NOTHING,
        ...runningPlan(cluster, observed, statefulSet),
        nodesStay: restart(cluster, statefulSet, asSpecified),
      }
    : { ...NOTHING, ...firstPlan(cluster, observed) };
}

/** The API server refuses the change; an older definition of the resource may not have. */
function nodesFixed({ spec }: ChronikCluster, observed: StatefulSet): Withheld | undefined {
  const nodes = Number(observed.metadata?.annotations?.[NODES] ?? spec.nodes);
  return nodes === spec.nodes
    ? undefined
    : {
        reason: reason.NodesFixed,
        message:
          `There are ${nodes} nodes, and the server cannot be grown or shrunk without losing records, so nothing ` +
          `changes. Set nodes to ${nodes} again`,
      };
}

/** Claims that were left by a cluster of another size. They hold records that this one would go without. */
function volumesOfOthers(cluster: ChronikCluster, { claims }: Observed): Withheld | undefined {
  const own = podIndexes(cluster);
  const others = [...claims.keys()].filter((index) => !own.includes(index));
  return others.length === 0
    ? undefined
    : {
        reason: reason.NodesFixed,
        message:
          `There are volumes of an earlier cluster that had other nodes: ${[...claims.keys()].map((index) => claimOfIndex(cluster, index)).join(", ")}. ` +
          "Set nodes to as many as it had, or delete the claims whose records you do not need",
      };
}

/** Over the volumes that are there already: all or none, unless somebody says which may be missing. */
function firstPlan(cluster: ChronikCluster, observed: Observed): Partial<Plan> {
  const volumes = presentVolumes(cluster, observed);
  const missing = nodeNumbers(cluster).filter((node) => !volumes.has(node));
  const unaccepted = missing.filter((node) => !acceptedEmpty(cluster).includes(node));
  if (volumes.size === 0 || unaccepted.length === 0) return { volumes, mayStartEmpty: missing };
  return { frozen: volumesLost(cluster, unaccepted) };
}

function runningPlan(cluster: ChronikCluster, observed: Observed, statefulSet: StatefulSet): Partial<Plan> {
  const present = presentVolumes(cluster, observed);
  const remembered = rememberedVolumes(statefulSet.metadata);
  if (present.size === cluster.spec.nodes && isReady(statefulSet)) return { volumes: present };
  const lost = nodesWithoutVolume(remembered, present);
  const accepted = acceptedEmpty(cluster);
  const isNew = (node: number) => !remembered.has(node);
  return {
    volumes: remembered,
    lost: lost.filter((node) => !accepted.includes(node)),
    mayStartEmpty: nodeNumbers(cluster).filter(
      (node) => isNew(node) || (lost.includes(node) && accepted.includes(node)),
    ),
  };
}

const isReady = ({ metadata, spec, status }: StatefulSet): boolean =>
  status?.readyReplicas === spec?.replicas &&
  (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);

/** What to do about nodes whose volumes are lost. */
export const volumesLost = (cluster: ChronikCluster, nodes: readonly number[]): Withheld => ({
  reason: reason.VolumeLost,
  message:
    `The volumes of nodes ${nodes.join(", ")} are lost: ${nodes.map((node) => claimOfIndex(cluster, node)).join(", ")}. ` +
    "The server would never give them the records that the others have. Restore the claims. Only if you can do without " +
    `what they held: ${annotate(cluster, START_EMPTY, nodes.join(","))}`,
});

/** Of several nodes each loses its records when it restarts, so a change of the template takes a person's word. */
function restart(
  cluster: ChronikCluster,
  observed: StatefulSet,
  asSpecified: StatefulSet | undefined,
): Withheld | undefined {
  const template = asSpecified?.metadata?.annotations?.[POD_TEMPLATE];
  const isApplied = template === undefined || observed.metadata?.annotations?.[POD_TEMPLATE] === template;
  const isConfirmed = cluster.metadata.annotations?.[CONFIRM_RESTART] === template;
  if (isApplied || isConfirmed || !hasPods(observed)) return undefined;
  return {
    reason: reason.RestartNotConfirmed,
    message:
      "A change that restarts the nodes waits, since each loses its records then. To have it rolled out one node at a " +
      `time: ${annotate(cluster, CONFIRM_RESTART, template)}`,
  };
}

const annotate = ({ metadata }: ChronikCluster, annotation: string, value: string): string =>
  `kubectl annotate chronikcluster ${metadata.name} -n ${metadata.namespace} --overwrite ${annotation}=${value}`;
