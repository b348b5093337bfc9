import { type Static, Type } from "@sinclair/typebox";
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { reason as common } from "../../controller/conditions-and-reasons.ts";
import { type Finding, no, yes } from "../../controller/finding.ts";
import {
  absent,
  nameTaken,
  pausedFinding,
  secretsAvailable,
  secretsMissing,
  unsettled,
  volumesAsSpecified,
} from "../../controller/obstacles.ts";
import { type Obstacle, statusFields, statusOf } from "../../controller/status.ts";
import type { KubernetesObject } from "../../kubernetes/object.ts";
import { externalAddress } from "../../kubernetes/service.ts";
import { type Rollout, rollout, volumeDifferences } from "../../kubernetes/stateful-set.ts";
import type { ObjectMap, Status } from "../../metacontroller/hooks.ts";
import { FINGERPRINT, volume } from "./children/stateful-set.ts";
import {
  CONFIRM_SHRINK,
  clusterName,
  isPaused,
  type KurrentDB,
  memberName,
  nodesDomain,
  PAUSED,
  versionOf,
} from "./cluster.ts";
import { condition, reason } from "./conditions-and-reasons.ts";
import type { Observed } from "./observed.ts";
import type { Plan } from "./plan.ts";

const address = (description: string) => Type.Optional(Type.String({ description }));

export const KurrentDBStatus = Type.Object(
  {
    ...statusFields,
    ready: Type.String({ description: "Ready members out of those wanted, such as 3/3." }),
    readyReplicas: Type.Integer({ description: "Ready members." }),
    version: Type.Optional(
      Type.String({
        description: "Image tag or digest that every member runs. Follows an upgrade at its end.",
      }),
    ),
    security: Type.Optional(
      Type.String({
        enum: ["TLS", "Insecure"],
        description: "How the members run. Insecure is without TLS and without authentication.",
      }),
    ),
    endpoints: Type.Object(
      {
        client: address("Connection string for clients within the Kubernetes cluster."),
        http: address("URL of the HTTP API and the admin page within the Kubernetes cluster."),
        external: address("Host and port from outside, once there is one."),
        nodes: Type.Optional(Type.Array(Type.String(), { description: "Host and port of each member." })),
      },
      { description: "Where the cluster answers." },
    ),
  },
  { description: "How the cluster is. Written by the operator." },
);
export type KurrentDBStatus = Static<typeof KurrentDBStatus> & Status;

/**
 * How the cluster is.
 *
 * @param children the observed children
 * @param desired every child that should exist
 * @param wanted the StatefulSet as the spec asks for it, even where the one that exists has to stay as it is
 */
export function status(
  cluster: KurrentDB,
  observed: Observed,
  children: ObjectMap,
  desired: readonly KubernetesObject[],
  wanted: StatefulSet,
  now: string,
): KurrentDBStatus {
  const { plan, secrets, statefulSet } = observed;
  const name = clusterName(cluster);
  const progress = rollout(FINGERPRINT, wanted, statefulSet);
  const obstacles = [
    ...(observed.isTaken ? [nameTaken(name)] : []),
    ...absent(desired, children),
    // To stop members takes no Secret.
    ...(plan.replicas > 0 ? secretsMissing(secrets, [progress], cluster.status) : []),
    ...(plan.holds ? notReady(name, progress) : unsettled(name, progress)),
    ...resizing(plan),
  ];
  const shared = statusOf(
    obstacles,
    [
      secretsAvailable(secrets),
      volumesAsSpecified(
        new Map(statefulSet ? [[name, volumeDifferences(volume(cluster), statefulSet)]] : []),
      ),
      specFollowed(cluster, plan),
      secured(plan),
      ...pausedFinding(isPaused(cluster), PAUSED),
    ],
    {
      isPaused: isPaused(cluster),
      hasRun: statefulSet !== undefined,
      ready:
        plan.goal === 0 ? "Stopped; the volumes are kept" : `${plan.goal} of ${plan.goal} members are ready`,
    },
    { parent: cluster, previous: cluster.status, now },
  );
  const version = progress.state === "Settled" && !plan.holds ? versionOf(cluster) : cluster.status?.version;
  return {
    ...shared,
    ready: `${progress.ready}/${plan.goal}`,
    readyReplicas: progress.ready,
    ...(version !== undefined && { version }),
    security: plan.security,
    endpoints: endpoints(cluster, observed),
  };
}

/** While everything is held, the StatefulSet differs from the spec on purpose; only its pods count. */
const notReady = (name: string, { ready, wanted }: Rollout): Obstacle[] =>
  ready < wanted
    ? [{ reason: common.PodsNotReady, message: `StatefulSet ${name} has ${ready} of ${wanted} pods ready` }]
    : [];

const resizing = ({ replicas, clusterSize, goal, holds, heldBack: [held] }: Plan): Obstacle[] => {
  if (goal === 0 || (replicas === goal && clusterSize === goal)) return [];
  const state = `${replicas} of ${clusterSize}`;
  return holds && held
    ? [
        {
          reason: held.reason,
          message: `${replicas === 0 ? "It does not start" : `It stays half way at ${state} members`}. ${held.message}`,
          stalls: true,
        },
      ]
    : [{ reason: reason.Resizing, message: `Going to ${goal} members step by step: ${state} now` }];
};

function specFollowed({ metadata }: KurrentDB, { heldBack, goal, clusterSize }: Plan): Finding {
  const [first] = heldBack;
  if (first)
    return no(condition.SpecFollowed, first.reason, heldBack.map(({ message }) => message).join(". "));
  const hasShrunk = clusterSize === goal && metadata.annotations?.[CONFIRM_SHRINK] === String(goal);
  const message = hasShrunk
    ? "No part of the spec is held back. The confirmation has done its work and would hold for the next time too; take " +
      `it away: kubectl annotate kurrentdb ${metadata.name} -n ${metadata.namespace} ${CONFIRM_SHRINK}-`
    : "No part of the spec is held back";
  return yes(condition.SpecFollowed, reason.NothingHeldBack, message);
}

const secured = ({ security }: Plan): Finding =>
  security === "TLS"
    ? yes(condition.Secured, reason.TLS, "Members and clients use TLS, and users have passwords")
    : no(
        condition.Secured,
        reason.Insecure,
        "No certificates are given: anybody who reaches the members may read and write",
      );

function endpoints(cluster: KurrentDB, { plan, clientService }: Observed): KurrentDBStatus["endpoints"] {
  const { metadata, spec } = cluster;
  const isTls = plan.security === "TLS";
  const service = `${clusterName(cluster)}.${metadata.namespace}.svc.cluster.local`;
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
