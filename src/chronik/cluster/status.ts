import { type Static, Type } from "@sinclair/typebox";
import {
  absent,
  nameTaken,
  pausedFinding,
  secretsAvailable,
  secretsMissing,
  unsettled,
  volumesAsSpecified,
} from "../../controller/obstacles.ts";
import { statusFields, statusOf } from "../../controller/status.ts";
import type { KubernetesObject } from "../../kubernetes/object.ts";
import { externalAddress } from "../../kubernetes/service.ts";
import { type Rollout, rollout, volumeDifferences } from "../../kubernetes/stateful-set.ts";
import type { ObjectMap, Status } from "../../metacontroller/hooks.ts";
import { FINGERPRINT, volume } from "./children/stateful-set.ts";
import type { WantedStatefulSets } from "./children.ts";
import {
  type ChronikCluster,
  COUNT_FIELD,
  clientServiceName,
  GROUP,
  isPaused,
  type Role,
  roleName,
  rolesOf,
  SERVICE_PORT,
} from "./cluster.ts";
import type { Observed } from "./observed.ts";

const count = (pods: string) => Type.Optional(Type.Integer({ description: `Ready ${pods} pods.` }));
const address = (description: string) => Type.Optional(Type.String({ description }));

/** The part of the status that only Chronik has. */
const ownFields = {
  ready: Type.String({ description: "Ready pods of all roles out of those wanted, such as 8/8." }),
  readyReplicas: Type.Object(
    { controllers: count("controller"), ingestNodes: count("ingest"), searchNodes: count("search") },
    { description: "Ready pods by role." },
  ),
  endpoints: Type.Object(
    {
      controller: address("Where the controllers answer gRPC within the Kubernetes cluster."),
      ingest: address("Kafka bootstrap address within the Kubernetes cluster."),
      search: address("Where the search pods answer gRPC within the Kubernetes cluster."),
      external: address("Kafka bootstrap address from outside, once there is one."),
      externalSearch: address("Search address from outside, once there is one."),
    },
    { description: "Host and port of each component." },
  ),
};

export const ChronikClusterStatus = Type.Object(
  { ...statusFields, ...ownFields },
  { description: "How the cluster is. Written by the operator." },
);
export type ChronikClusterStatus = Static<typeof ChronikClusterStatus> & Status;

type Rollouts = readonly (readonly [Role, Rollout])[];

/**
 * How the cluster is.
 *
 * @param children the observed children
 * @param desired every child that should exist
 * @param wanted the StatefulSets as the spec asks for them, even where those that exist have to stay as they are
 */
export function status(
  cluster: ChronikCluster,
  observed: Observed,
  children: ObjectMap,
  desired: readonly KubernetesObject[],
  wanted: WantedStatefulSets,
  now: string,
): ChronikClusterStatus {
  const rollouts = rolesOf(cluster).map(
    (role) => [role, rollout(FINGERPRINT, wanted[role]!, observed.statefulSets[role])] as const,
  );
  const counted = counts(rollouts);
  const obstacles = [
    ...observed.taken.map((role) => nameTaken(roleName(cluster, role))),
    ...absent(desired, children),
    ...secretsMissing(
      observed.secrets,
      rollouts.map(([, rollout]) => rollout),
      cluster.status,
    ),
    ...rollouts.flatMap(([role, rollout]) => unsettled(roleName(cluster, role), rollout)),
  ];
  const shared = statusOf(
    obstacles,
    [
      secretsAvailable(observed.secrets),
      volumesAsSpecified(volumeDifferencesOf(cluster, observed)),
      ...pausedFinding(isPaused(cluster), `${GROUP}/paused`),
    ],
    {
      isPaused: isPaused(cluster),
      hasRun: rolesOf(cluster).every((role) => observed.statefulSets[role]),
      ready: `${counted.ready.replace("/", " of ")} pods are ready`,
    },
    { parent: cluster, previous: cluster.status, now },
  );
  return { ...shared, ...counted, endpoints: endpoints(cluster, observed) };
}

const volumeDifferencesOf = (cluster: ChronikCluster, observed: Observed): Map<string, string[]> =>
  new Map(
    rolesOf(cluster).flatMap((role) => {
      const existing = observed.statefulSets[role];
      return existing ? [[roleName(cluster, role), volumeDifferences(volume(cluster), existing)]] : [];
    }),
  );

const counts = (rollouts: Rollouts): Pick<ChronikClusterStatus, "ready" | "readyReplicas"> => ({
  ready: `${sum(rollouts, "ready")}/${sum(rollouts, "wanted")}`,
  readyReplicas: Object.fromEntries(rollouts.map(([role, { ready }]) => [COUNT_FIELD[role], ready])),
});

const sum = (rollouts: Rollouts, key: "ready" | "wanted") =>
  rollouts.reduce((total, [, rollout]) => total + rollout[key], 0);

function endpoints(cluster: ChronikCluster, { clientServices }: Observed): ChronikClusterStatus["endpoints"] {
  const roles = rolesOf(cluster);
  const internal = (role: Role, service: string) =>
    `${service}.${cluster.metadata.namespace}.svc.cluster.local:${SERVICE_PORT[role].port}`;
  const ingest = externalAddress(clientServices.ingest, SERVICE_PORT.ingest.port);
  const search = externalAddress(clientServices.search, SERVICE_PORT.search.port);
  return {
    controller: internal("controller", roleName(cluster, "controller")),
    ingest: internal("ingest", clientServiceName(cluster, "ingest")),
    ...(roles.includes("search") && { search: internal("search", roleName(cluster, "search")) }),
    ...(ingest && { external: ingest }),
    ...(search && { externalSearch: search }),
  };
}
