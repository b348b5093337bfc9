import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { Secret, Service } from "kubernetes-types/core/v1.js";
import type { KindKey } from "../../kubernetes/object.ts";
import { lookUpSecrets, type SecretsFound } from "../../kubernetes/secrets.ts";
import type { SyncRequest } from "../../metacontroller/hooks.ts";
import { find, isForeign, isRegistered } from "../../metacontroller/observed.ts";
import { type ChronikCluster, clientServiceName, ROLES, type Role, roleName } from "./cluster.ts";
import { secretNeeds } from "./secrets.ts";

/** What a sync is told about the world, in the product's own words. */
export interface Observed {
  statefulSets: Partial<Record<Role, StatefulSet>>;
  clientServices: Partial<Record<Role, Service>>;
  /** Roles whose StatefulSet's name is taken by one that belongs to somebody else. */
  taken: Role[];
  secrets: SecretsFound;
  hasServiceMonitors: boolean;
}

export function observe(cluster: ChronikCluster, request: SyncRequest): Observed {
  const { namespace, uid } = cluster.metadata;
  const child = <T>(kind: KindKey, name: string) => find<T>(request.children, kind, namespace, name);
  const byRole = <T>(kind: KindKey, name: (cluster: ChronikCluster, role: Role) => string) =>
    Object.fromEntries(ROLES.map((role) => [role, child<T>(kind, name(cluster, role))]));
  return {
    statefulSets: byRole<StatefulSet>("StatefulSet.apps/v1", roleName),
    clientServices: byRole<Service>("Service.v1", clientServiceName),
    taken: ROLES.filter((role) => isForeign(request, "StatefulSet.apps/v1", roleName(cluster, role))),
    secrets: lookUpSecrets(
      secretNeeds(cluster),
      (name) => find<Secret>(request.related, "Secret.v1", namespace, name),
      uid ?? "",
    ),
    hasServiceMonitors: isRegistered(request, "ServiceMonitor.monitoring.coreos.com/v1"),
  };
}
