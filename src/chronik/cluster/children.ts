import type { Child } from "../../controller/child-table.ts";
import type { Workload } from "../../controller/deletion.ts";
import type { SyncRequest } from "../../metacontroller/hooks.ts";
import { CHILD_KINDS } from "./child-kinds.ts";
import type { ChronikCluster } from "./cluster.ts";
import { tieredChildren } from "./tiered/children.ts";
import { type TieredContext, tieredContext } from "./tiered/context.ts";
import { isUnified, workloadsOfOtherTopology } from "./topology.ts";
import { unifiedChildren } from "./unified/children.ts";
import { type UnifiedContext, unifiedContext } from "./unified/context.ts";

/** What children and status are computed from. */
export type Context = (TieredContext | UnifiedContext) & {
  /** The StatefulSets there are of the topology that the spec does not ask for. */
  ofOtherTopology: readonly Workload[];
};

/** Looks at what exists, and decides what the children are to be. */
export const contextOf = (cluster: ChronikCluster, request: SyncRequest): Context => ({
  ...(isUnified(cluster) ? unifiedContext(cluster, request) : tieredContext(cluster, request)),
  ofOtherTopology: workloadsOfOtherTopology(cluster, request),
});

/** The children of a ChronikCluster. */
export const children: readonly Child<Context>[] = CHILD_KINDS.map((row) => ({
  ...row,
  build: (context: Context) =>
    context.topology === "Unified" ? unifiedChildren[row.kind](context) : tieredChildren[row.kind](context),
}));
