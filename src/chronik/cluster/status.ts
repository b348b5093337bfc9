import type { Report } from "../../controller/define.ts";
import type { Workload } from "../../controller/deletion.ts";
import { notSettled, volumesAsSpecified } from "../../controller/obstacles.ts";
import type { KubernetesObject } from "../../kubernetes/object.ts";
import { externalAddress } from "../../kubernetes/service.ts";
import { type Rollout, rollout, volumeDifferences } from "../../kubernetes/stateful-set.ts";
import { FINGERPRINT, volume } from "./children/stateful-set.ts";
import type { Context } from "./children.ts";
import {
  type ChronikCluster,
  COUNT_FIELD,
  clientServiceName,
  ROLES,
  type Role,
  roleName,
  rolesOf,
  SERVICE_PORT,
  servicesDomain,
} from "./cluster.ts";
import type { Observed } from "./observed.ts";
import type { ChronikClusterStatus } from "./status-schema.ts";

type Rollouts = readonly (readonly [Role, Rollout])[];
type Counts = Pick<ChronikClusterStatus, "ready" | "readyReplicas">;

/** How the cluster is. */
export function report({ cluster, observed, asSpecified }: Context): Report {
  const rollouts = rolesOf(cluster).map(
    (role) => [role, rollout(FINGERPRINT, asSpecified[role]!, observed.statefulSets[role])] as const,
  );
  const counted = counts(rollouts);
  return {
    pods: { rollouts: rollouts.map(([, rollout]) => rollout), secrets: observed.secrets },
    obstacles: rollouts.flatMap(([role, rollout]) => notSettled(roleName(cluster, role), rollout)),
    findings: [volumesAsSpecified(volumeDifferencesOf(cluster, observed))],
    hasRun: rolesOf(cluster).every((role) => observed.statefulSets[role]),
    ready: `${counted.ready.replace("/", " of ")} pods are ready`,
    status: { ...counted, endpoints: endpoints(cluster, observed) },
  };
}

/** Pods that are still ready while the cluster is being deleted. */
export function statusWhileDeleting(workloads: readonly Workload[]): Partial<ChronikClusterStatus> {
  const ready = (sets: readonly Workload[]) =>
    sets.reduce((sum, { status }) => sum + (status?.readyReplicas ?? 0), 0);
  return {
    ready: `${ready(workloads)}/0`,
    readyReplicas: Object.fromEntries(
      ROLES.map((role) => [COUNT_FIELD[role], ready(workloads.filter((set) => componentOf(set) === role))]),
    ),
    endpoints: {},
  };
}

export const componentOf = ({ metadata }: KubernetesObject) =>
  metadata.labels?.["app.kubernetes.io/component"];

const volumeDifferencesOf = (cluster: ChronikCluster, observed: Observed): Map<string, string[]> =>
  new Map(
    rolesOf(cluster).flatMap((role) => {
      const existing = observed.statefulSets[role];
      return existing ? [[roleName(cluster, role), volumeDifferences(volume(cluster), existing)]] : [];
    }),
  );

const counts = (rollouts: Rollouts): Counts => ({
  ready: `${sum(rollouts, "ready")}/${sum(rollouts, "specified")}`,
  readyReplicas: Object.fromEntries(rollouts.map(([role, { ready }]) => [COUNT_FIELD[role], ready])),
});

const sum = (rollouts: Rollouts, key: "ready" | "specified") =>
  rollouts.reduce((total, [, rollout]) => total + rollout[key], 0);

function endpoints(cluster: ChronikCluster, { clientServices }: Observed): ChronikClusterStatus["endpoints"] {
  const roles = rolesOf(cluster);
  const internal = (role: Role, service: string) =>
    `${service}.${servicesDomain(cluster)}:${SERVICE_PORT[role].port}`;
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
