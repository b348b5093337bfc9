import { failed } from "../../controller/status.ts";
import type { SyncRequest, SyncResponse } from "../../metacontroller/hooks.ts";
import { asTheyAre } from "../../metacontroller/last-applied.ts";
import { desiredChildren, wantedStatefulSet } from "./children.ts";
import { isPaused, type KurrentDB } from "./cluster.ts";
import { observe } from "./observed.ts";
import { type KurrentDBStatus, status } from "./status.ts";
import { clusterFrom, problemsOf } from "./validation.ts";

/**
 * What should exist for a KurrentDB, and how it is going.
 *
 * While the spec is invalid, the cluster paused, or a change has to wait until it is stopped, every child stays
 * exactly as it is.
 */
export function sync(request: SyncRequest, now: string): SyncResponse {
  const { parent, children } = request;
  const cluster = clusterFrom(parent);
  const problems = problemsOf(cluster);
  if (problems.length > 0) {
    const shared = failed(problems, { parent, previous: cluster.status, now });
    return { status: { ...lastKnown(cluster), ...shared }, children: asTheyAre(children) };
  }
  const observed = observe(cluster, request);
  const wanted = wantedStatefulSet(cluster, observed);
  const desired = desiredChildren(cluster, observed, wanted);
  const { holds } = observed.plan;
  return {
    status: status(cluster, observed, children, holds ? [] : desired, wanted, now),
    children: holds || isPaused(cluster) ? asTheyAre(children) : desired,
  };
}

/** What was last said of the members: an invalid spec cannot tell which there should be. */
const lastKnown = ({ status }: KurrentDB): Partial<KurrentDBStatus> => {
  const { phase, observedGeneration, conditions, ...own } = status ?? ({} as Partial<KurrentDBStatus>);
  return { ready: "0/0", readyReplicas: 0, endpoints: {}, ...own };
};
