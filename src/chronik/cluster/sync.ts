import { failed } from "../../controller/status.ts";
import type { SyncRequest, SyncResponse } from "../../metacontroller/hooks.ts";
import { asTheyAre } from "../../metacontroller/last-applied.ts";
import { desiredChildren, wantedStatefulSets } from "./children.ts";
import { type ChronikCluster, isPaused } from "./cluster.ts";
import { observe } from "./observed.ts";
import { status } from "./status.ts";
import { clusterFrom, problemsOf } from "./validation.ts";

/**
 * What should exist for a ChronikCluster, and how it is going.
 *
 * While the spec is invalid, or the cluster paused, every child stays exactly as it is.
 */
export function sync(request: SyncRequest, now: string): SyncResponse {
  const { parent, children } = request;
  const cluster = clusterFrom(parent);
  const problems = problemsOf(cluster);
  if (problems.length > 0) {
    return {
      status: { ...lastKnown(cluster), ...failed(problems, { parent, previous: cluster.status, now }) },
      children: asTheyAre(children),
    };
  }
  const observed = observe(cluster, request);
  const wanted = wantedStatefulSets(cluster, observed);
  const desired = desiredChildren(cluster, observed, wanted);
  return {
    status: status(cluster, observed, children, desired, wanted, now),
    children: isPaused(cluster) ? asTheyAre(children) : desired,
  };
}

/** What was last said of the pods: an invalid spec cannot tell which there should be. */
const lastKnown = ({ status }: ChronikCluster) => ({
  ready: status?.ready ?? "0/0",
  readyReplicas: status?.readyReplicas ?? {},
  endpoints: status?.endpoints ?? {},
});
