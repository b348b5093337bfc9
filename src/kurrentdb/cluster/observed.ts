import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { Secret, Service } from "kubernetes-types/core/v1.js";
import { lookUpSecrets, type SecretsFound } from "../../kubernetes/secrets.ts";
import type { SyncRequest } from "../../metacontroller/hooks.ts";
import { find, isForeign, isRegistered } from "../../metacontroller/observed.ts";
import { clusterName, type KurrentDB, volumeNames } from "./cluster.ts";
import type { KeptVolumes } from "./kept-volumes.ts";
import { type Plan, planOf } from "./plan.ts";
import { secretNeeds } from "./secrets.ts";

/** What a sync is told about the world, in the product's own words. */
export interface Observed {
  statefulSet: StatefulSet | undefined;
  clientService: Service | undefined;
  /** Whether a StatefulSet of somebody else's bears our name. */
  isTaken: boolean;
  secrets: SecretsFound;
  hasServiceMonitors: boolean;
  /** How far the cluster may go in this sync. */
  plan: Plan;
}

export function observe(cluster: KurrentDB, request: SyncRequest): Observed {
  const { namespace, uid } = cluster.metadata;
  const name = clusterName(cluster);
  const statefulSet = find<StatefulSet>(request.children, "StatefulSet.apps/v1", namespace, name);
  return {
    statefulSet,
    clientService: find<Service>(request.children, "Service.v1", namespace, name),
    isTaken: isForeign(request, "StatefulSet.apps/v1", name),
    secrets: lookUpSecrets(
      secretNeeds(cluster),
      (secret) => find<Secret>(request.related, "Secret.v1", namespace, secret),
      uid ?? "",
    ),
    hasServiceMonitors: isRegistered(request, "ServiceMonitor.monitoring.coreos.com/v1"),
    plan: planOf(cluster, statefulSet, keptVolumes(cluster, request)),
  };
}

function keptVolumes(cluster: KurrentDB, { related }: SyncRequest): KeptVolumes {
  const { namespace } = cluster.metadata;
  return volumeNames(cluster).map((name) => {
    const claim = find(related, "PersistentVolumeClaim.v1", namespace, name);
    return claim !== undefined && claim.metadata.deletionTimestamp === undefined;
  });
}
