import type { StateMetrics } from "../../controller/state-metrics.ts";

const labels = { role: "members" };

export const stateMetrics: StateMetrics = {
  info: {
    endpoint: ["status", "endpoints", "client"],
    version: ["status", "version"],
    security: ["status", "security"],
  },
  gauges: [
    { name: "ready_pods", help: "Ready members.", field: ["status", "readyReplicas"], labels },
    { name: "wanted_pods", help: "Members that the spec asks for.", field: ["spec", "replicas"], labels },
    {
      name: "certificate_expiry_timestamp_seconds",
      help: "When the members' certificate in the Secret expires. With TLS only.",
      field: ["status", "certificateExpires"],
      isOptional: true,
    },
  ],
};
