/** The topology of a cluster that exists, which can never change. */
import type { Report } from "../../controller/definition.ts";
import type { Workload } from "../../controller/deletion.ts";
import { specFollowed } from "../../controller/withheld.ts";
import type { SyncRequest } from "../../metacontroller/hooks.ts";
import { find } from "../../metacontroller/observed.ts";
import { type ChronikCluster, componentName } from "./cluster.ts";
import { reason } from "./conditions-and-reasons.ts";
import { ROLES } from "./tiered/roles.ts";
import { SERVER } from "./unified/nodes.ts";

export const isUnified = ({ spec }: ChronikCluster): boolean => spec.topology === "Unified";

/** The StatefulSets that the cluster has of the topology which its spec does not ask for. */
export const workloadsOfOtherTopology = (cluster: ChronikCluster, { children }: SyncRequest): Workload[] =>
  (isUnified(cluster) ? ROLES : ([SERVER] as const)).flatMap((component) => {
    const name = componentName(cluster, component);
    return find(children, "StatefulSet.apps/v1", cluster.metadata.namespace, name) ?? [];
  });

/** The API server refuses the change; an older definition of the resource may not have. Nothing changes then. */
export function topologyFixed(cluster: ChronikCluster, workloads: readonly Workload[]): Report {
  const [has, asked] = isUnified(cluster) ? ["Tiered", "Unified"] : ["Unified", "Tiered"];
  const message =
    `The pods are those of topology ${has}, whose data those of ${asked} cannot read, so nothing changes. Set topology ` +
    `to ${has} again, or make a new cluster under another name`;
  const sum = (count: (workload: Workload) => number | undefined) =>
    workloads.reduce((total, workload) => total + (count(workload) ?? 0), 0);
  return {
    isFrozen: true,
    obstacles: [{ reason: reason.TopologyFixed, message, stalls: true }],
    findings: [specFollowed([{ reason: reason.TopologyFixed, message }])],
    hasRun: true,
    ready: "",
    status: {
      ready: `${sum(({ status }) => status?.readyReplicas)}/${sum(({ spec }) => spec?.replicas)}`,
      readyReplicas: {},
      endpoints: {},
    },
  };
}
