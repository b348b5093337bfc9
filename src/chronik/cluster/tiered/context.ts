import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { secretsChecksum } from "../../../kubernetes/secrets.ts";
import { podAnnotationsOf } from "../../../kubernetes/stateful-set.ts";
import type { SyncRequest } from "../../../metacontroller/hooks.ts";
import { SECRETS_CHECKSUM } from "../annotations.ts";
import type { ChronikCluster } from "../cluster.ts";
import { statefulSet } from "./children/stateful-set.ts";
import { type Observed, observe } from "./observed.ts";
import { type Role, rolesOf } from "./roles.ts";

/** What the children and the status of topology Tiered are computed from. */
export interface TieredContext {
  topology: "Tiered";
  cluster: ChronikCluster;
  observed: Observed;
  /** The StatefulSet of each role as the spec asks for it, whether or not it may be applied now. */
  asSpecified: Partial<Record<Role, StatefulSet>>;
}

export function tieredContext(cluster: ChronikCluster, request: SyncRequest): TieredContext {
  const observed = observe(cluster, request);
  const asSpecified = Object.fromEntries(
    rolesOf(cluster).map((role) => {
      const existing = observed.statefulSets[role];
      const secrets = secretsChecksum(observed.secrets, podAnnotationsOf(existing)[SECRETS_CHECKSUM]);
      return [role, statefulSet(cluster, role, existing, secrets)];
    }),
  );
  return { topology: "Tiered", cluster, observed, asSpecified };
}
