import type { ObjectOf } from "../../../kubernetes/kinds.ts";
import { lookUpSecrets, type SecretsFound } from "../../../kubernetes/secrets.ts";
import type { SyncRequest } from "../../../metacontroller/hooks.ts";
import { find, isRegistered } from "../../../metacontroller/observed.ts";
import { type ChronikCluster, clientServiceName, componentName } from "../cluster.ts";
import { ROLES, type Role } from "./roles.ts";
import { secretNeeds } from "./secrets.ts";

/** What exists, as far as a sync looks at it. */
export interface Observed {
  statefulSets: Partial<Record<Role, ObjectOf<"StatefulSet.apps/v1">>>;
  clientServices: Partial<Record<Role, ObjectOf<"Service.v1">>>;
  secrets: SecretsFound;
  hasServiceMonitors: boolean;
}

export function observe(cluster: ChronikCluster, request: SyncRequest): Observed {
  const { namespace, uid } = cluster.metadata;
  const byRole = <K extends "StatefulSet.apps/v1" | "Service.v1">(
    kind: K,
    name: (cluster: ChronikCluster, role: Role) => string,
  ): Partial<Record<Role, ObjectOf<K>>> =>
    Object.fromEntries(
      ROLES.map((role) => [role, find(request.children, kind, namespace, name(cluster, role))]),
    );
  return {
    statefulSets: byRole("StatefulSet.apps/v1", componentName),
    clientServices: byRole("Service.v1", clientServiceName),
    secrets: lookUpSecrets(
      secretNeeds(cluster),
      (name) => find(request.related, "Secret.v1", namespace, name),
      uid ?? "",
    ),
    hasServiceMonitors: isRegistered(request, "ServiceMonitor.monitoring.coreos.com/v1"),
  };
}
