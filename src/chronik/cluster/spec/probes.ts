import { OneOf } from "../../../schema/schema.ts";

/** How Kubernetes asks the pods of topology Tiered how they are. */
export const Probes = OneOf(["Http", "Tcp", "None"], {
  default: "Http",
  description:
    "How Kubernetes asks the pods of topology Tiered how they are. Http: GET /healthz and /readyz on port 8081 of every " +
    "role, which is the contract, and which none of the servers of 2025 answers: their pods would be restarted for ever. " +
    "Tcp: whether ingest and search pods listen on the port that they serve; controllers, which listened on none, are " +
    "not asked. None: a pod that runs counts as ready. The nodes of topology Unified are asked as their server answers.",
});
