import type { StateMetrics } from "../../controller/state-metrics.ts";

export const stateMetrics: StateMetrics = {
  info: { endpoint: ["status", "endpoints", "ingest"] },
  gauges: [
    {
      name: "ready_pods",
      help: "Ready pods, by the role's field in the spec.",
      field: ["status", "readyReplicas"],
      keyLabel: "role",
    },
  ],
};
