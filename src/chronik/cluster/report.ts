import type { Report } from "../../controller/definition.ts";
import type { Context } from "./children.ts";
import { tieredReport } from "./tiered/status.ts";
import { topologyFixed } from "./topology.ts";
import { unifiedReport } from "./unified/status.ts";

/** How the cluster is. */
export function report(context: Context): Report {
  const { cluster, ofOtherTopology } = context;
  if (ofOtherTopology.length > 0) return topologyFixed(cluster, ofOtherTopology);
  return context.topology === "Unified" ? unifiedReport(context) : tieredReport(context);
}
