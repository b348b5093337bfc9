import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { secretsChecksum } from "../../../kubernetes/secrets.ts";
import { podAnnotationsOf } from "../../../kubernetes/stateful-set.ts";
import type { SyncRequest } from "../../../metacontroller/hooks.ts";
import { SECRETS_CHECKSUM } from "../annotations.ts";
import type { ChronikCluster } from "../cluster.ts";
import { type Brokers, brokersOf } from "./brokers.ts";
import { statefulSet } from "./children/stateful-set.ts";
import { type Observed, observe } from "./observed.ts";
import { type Plan, planOf } from "./plan.ts";

/** What the children and the status of topology Unified are computed from. */
export interface UnifiedContext {
  topology: "Unified";
  cluster: ChronikCluster;
  observed: Observed;
  brokers: Brokers;
  plan: Plan;
  /** The nodes as the spec asks for them; undefined while their addresses are not known. */
  asSpecified: StatefulSet | undefined;
}

export function unifiedContext(cluster: ChronikCluster, request: SyncRequest): UnifiedContext {
  const observed = observe(cluster, request);
  const brokers = brokersOf(cluster, observed.nodeServices);
  const before = podAnnotationsOf(observed.statefulSet)[SECRETS_CHECKSUM];
  const asSpecified = brokers.awaited
    ? undefined
    : statefulSet(cluster, brokers.known, secretsChecksum(observed.secrets, before));
  const plan = planOf(cluster, observed, asSpecified);
  return { topology: "Unified", cluster, observed, brokers, plan, asSpecified };
}
