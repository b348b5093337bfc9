import { reason as common } from "../../controller/conditions-and-reasons.ts";
import type { Report } from "../../controller/define.ts";
import type { Workload } from "../../controller/deletion.ts";
import { type Finding, no, yes } from "../../controller/finding.ts";
import { notSettled, volumesAsSpecified } from "../../controller/obstacles.ts";
import type { Obstacle } from "../../controller/status.ts";
import { externalAddress } from "../../kubernetes/service.ts";
import { type Rollout, rollout, volumeDifferences } from "../../kubernetes/stateful-set.ts";
import { CONFIRM_SHRINK, FINGERPRINT } from "./annotations.ts";
import { volume } from "./children/stateful-set.ts";
import type { Context } from "./children.ts";
import {
  clusterName,
  type KurrentDB,
  memberName,
  nodesDomain,
  servicesDomain,
  versionOf,
} from "./cluster.ts";
import { condition, reason } from "./conditions-and-reasons.ts";
import type { Observed } from "./observed.ts";
import type { Plan } from "./plan.ts";
import type { KurrentDBStatus } from "./status-schema.ts";

/** How the cluster is. */
export function report({ cluster, observed, plan, asSpecified }: Context): Report {
  const { secrets, statefulSet, version } = observed;
  const name = clusterName(cluster);
  const progress = rollout(FINGERPRINT, asSpecified, statefulSet);
  const runs = progress.state === "Settled" && !plan.isFrozen ? versionOf(cluster) : version;
  const differences = statefulSet ? volumeDifferences(volume(cluster), statefulSet) : [];
  return {
    pods: { rollouts: [progress], secrets },
    isFrozen: plan.isFrozen,
    obstacles: [
      ...(plan.isFrozen ? notReady(name, progress) : notSettled(name, progress)),
      ...resizing(plan),
    ],
    findings: [
      volumesAsSpecified(new Map([[name, differences]])),
      specFollowed(cluster, plan),
      secured(plan),
    ],
    hasRun: statefulSet !== undefined,
    ready:
      plan.targetSize === 0
        ? "Stopped; the volumes are kept"
        : `${plan.targetSize} of ${plan.targetSize} members are ready`,
    status: {
      ready: `${progress.ready}/${plan.targetSize}`,
      readyReplicas: progress.ready,
      ...(runs !== undefined && { version: runs }),
      security: plan.security,
      endpoints: endpoints(cluster, plan, observed),
    },
  };
}

/** Members that are still ready while the cluster is being deleted. */
export function statusWhileDeleting(workloads: readonly Workload[]): Partial<KurrentDBStatus> {
  const readyReplicas = workloads.reduce((sum, { status }) => sum + (status?.readyReplicas ?? 0), 0);
  return { ready: `${readyReplicas}/0`, readyReplicas, endpoints: {} };
}

/** While the plan is frozen, the StatefulSet differs from the spec on purpose; only its pods count. */
const notReady = (name: string, { ready, specified }: Rollout): Obstacle[] =>
  ready < specified
    ? [
        {
          reason: common.PodsNotReady,
          message: `StatefulSet ${name} has ${ready} of ${specified} pods ready`,
        },
      ]
    : [];

const resizing = ({ replicas, clusterSize, targetSize, isFrozen, withheld: [first] }: Plan): Obstacle[] => {
  if (targetSize === 0 || (replicas === targetSize && clusterSize === targetSize)) return [];
  const state = `${replicas} of ${clusterSize}`;
  return isFrozen && first
    ? [
        {
          reason: first.reason,
          message: `${replicas === 0 ? "It does not start" : `It stays half way at ${state} members`}. ${first.message}`,
          stalls: true,
        },
      ]
    : [{ reason: reason.Resizing, message: `Going to ${targetSize} members step by step: ${state} now` }];
};

function specFollowed({ metadata }: KurrentDB, { withheld, targetSize, clusterSize }: Plan): Finding {
  const [first] = withheld;
  if (first)
    return no(condition.SpecFollowed, first.reason, withheld.map(({ message }) => message).join(". "));
  const hasShrunk =
    clusterSize === targetSize && metadata.annotations?.[CONFIRM_SHRINK] === String(targetSize);
  const message = hasShrunk
    ? "No part of the spec is withheld. The confirmation has done its work and would count the next time too; take " +
      `it away: kubectl annotate kurrentdb ${metadata.name} -n ${metadata.namespace} ${CONFIRM_SHRINK}-`
    : "No part of the spec is withheld";
  return yes(condition.SpecFollowed, reason.NothingWithheld, message);
}

const secured = ({ security }: Plan): Finding =>
  security === "TLS"
    ? yes(condition.Secured, reason.TLS, "Members and clients use TLS, and users have passwords")
    : no(
        condition.Secured,
        reason.Insecure,
        "No certificates are given: anybody who reaches the members may read and write",
      );

function endpoints(
  cluster: KurrentDB,
  plan: Plan,
  { clientService }: Observed,
): KurrentDBStatus["endpoints"] {
  const { spec } = cluster;
  const isTls = plan.security === "TLS";
  const service = `${clusterName(cluster)}.${servicesDomain(cluster)}`;
  const external = externalAddress(clientService, plan.nodePort);
  return {
    // Clients ask any member for the leader, hence +discover and the name that leads to all of them.
    client: `kurrentdb+discover://${nodesDomain(cluster)}:${plan.nodePort}?tls=${isTls}`,
    http: `${isTls ? "https" : "http"}://${service}:${spec.configuration.httpPort}`,
    ...(external && { external }),
    nodes: Array.from(
      { length: plan.replicas },
      (_, index) => `${memberName(cluster, index)}.${nodesDomain(cluster)}:${plan.nodePort}`,
    ),
  };
}
