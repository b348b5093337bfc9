import type { Report } from "../../../controller/definition.ts";
import { notSettled, volumesAsSpecified } from "../../../controller/obstacles.ts";
import { externalAddress } from "../../../kubernetes/service.ts";
import { type Rollout, rollout, volumeDifferences } from "../../../kubernetes/stateful-set.ts";
import { FINGERPRINT } from "../annotations.ts";
import { type ChronikCluster, clientServiceName, componentName, servicesDomain } from "../cluster.ts";
import type { ChronikClusterStatus } from "../status-schema.ts";
import { volume } from "../volume.ts";
import type { TieredContext } from "./context.ts";
import { imagesPublished } from "./images.ts";
import type { Observed } from "./observed.ts";
import { servicePortOf } from "./ports.ts";
import { COUNT_FIELD, type Role, rolesOf } from "./roles.ts";

type Rollouts = readonly (readonly [Role, Rollout])[];
type Counts = Pick<ChronikClusterStatus, "ready" | "readyReplicas">;

/** How the roles are. */
export function tieredReport({ cluster, observed, asSpecified }: TieredContext): Report {
  const rollouts = rolesOf(cluster).map(
    (role) => [role, rollout(FINGERPRINT, asSpecified[role]!, observed.statefulSets[role])] as const,
  );
  const counted = counts(rollouts);
  return {
    pods: { rollouts: rollouts.map(([, rollout]) => rollout), secrets: observed.secrets },
    obstacles: rollouts.flatMap(([role, rollout]) => notSettled(componentName(cluster, role), rollout)),
    findings: [volumesAsSpecified(volumeDifferencesOf(cluster, observed)), imagesPublished(cluster)],
    hasRun: rolesOf(cluster).every((role) => observed.statefulSets[role]),
    ready: `${counted.ready.replace("/", " of ")} pods are ready`,
    status: { ...counted, endpoints: endpoints(cluster, observed) },
  };
}

const volumeDifferencesOf = (cluster: ChronikCluster, observed: Observed): Map<string, string[]> =>
  new Map(
    rolesOf(cluster).flatMap((role) => {
      const existing = observed.statefulSets[role];
      return existing ? [[componentName(cluster, role), volumeDifferences(volume(cluster), existing)]] : [];
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
    `${service}.${servicesDomain(cluster)}:${servicePortOf(cluster, role).port}`;
  const ingest = externalAddress(clientServices.ingest, servicePortOf(cluster, "ingest").port);
  const search = externalAddress(clientServices.search, servicePortOf(cluster, "search").port);
  return {
    controller: internal("controller", componentName(cluster, "controller")),
    ingest: internal("ingest", clientServiceName(cluster, "ingest")),
    ...(roles.includes("search") && { search: internal("search", componentName(cluster, "search")) }),
    ...(ingest && { external: ingest }),
    ...(search && { externalSearch: search }),
  };
}
