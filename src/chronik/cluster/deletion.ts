import type { Workload } from "../../controller/deletion.ts";
import { reason } from "./conditions-and-reasons.ts";
import type { ChronikClusterStatus } from "./status-schema.ts";
import { COUNT_FIELD, ROLES } from "./tiered/roles.ts";
import { SERVER } from "./unified/nodes.ts";

const componentOf = ({ metadata }: Workload) => metadata.labels?.["app.kubernetes.io/component"];

/** Steps that together include every workload. Ingest and search need the controllers while they hand over. */
export const stops = [
  { reason: reason.StoppingNodes, includes: (set: Workload) => componentOf(set) === SERVER },
  {
    reason: reason.StoppingIngestAndSearch,
    includes: (set: Workload) => !["controller", SERVER].includes(componentOf(set) ?? ""),
  },
  { reason: reason.StoppingControllers, includes: (set: Workload) => componentOf(set) === "controller" },
];

/** Pods that are still ready while the cluster is being deleted. */
export function statusWhileDeleting(workloads: readonly Workload[]): Partial<ChronikClusterStatus> {
  const readyOf = (component: string) => ready(workloads.filter((set) => componentOf(set) === component));
  const isUnified = workloads.some((set) => componentOf(set) === SERVER);
  return {
    ready: `${ready(workloads)}/0`,
    readyReplicas: isUnified
      ? { nodes: readyOf(SERVER) }
      : Object.fromEntries(ROLES.map((role) => [COUNT_FIELD[role], readyOf(role)])),
    endpoints: {},
  };
}

const ready = (sets: readonly Workload[]) =>
  sets.reduce((sum, { status }) => sum + (status?.readyReplicas ?? 0), 0);
