import { previousStatus } from "../../controller/previous-status.ts";
import type { ObjectOf } from "../../kubernetes/kinds.ts";
import { lookUpSecrets, type SecretsFound } from "../../kubernetes/secrets.ts";
import type { SyncRequest } from "../../metacontroller/hooks.ts";
import { find, isRegistered } from "../../metacontroller/observed.ts";
import { clusterName, type KurrentDB } from "./cluster.ts";
import { type KeptVolumes, keptVolumes } from "./kept-volumes.ts";
import { secretNeeds } from "./secrets.ts";
import type { KurrentDBStatus } from "./status-schema.ts";

/** What exists, as far as a sync looks at it. */
export interface Observed {
  statefulSet: ObjectOf<"StatefulSet.apps/v1"> | undefined;
  clientService: ObjectOf<"Service.v1"> | undefined;
  /** Volumes of members: kept from before, or restored from a snapshot. */
  volumes: KeptVolumes;
  secrets: SecretsFound;
  hasServiceMonitors: boolean;
  /** What every member ran when that was last known. */
  version: string | undefined;
}

export function observe(cluster: KurrentDB, request: SyncRequest): Observed {
  const { namespace, uid } = cluster.metadata;
  const name = clusterName(cluster);
  const claim = (name: string) => find(request.related, "PersistentVolumeClaim.v1", namespace, name);
  return {
    statefulSet: find(request.children, "StatefulSet.apps/v1", namespace, name),
    clientService: find(request.children, "Service.v1", namespace, name),
    volumes: keptVolumes(
      cluster,
      (name) => claim(name)?.metadata.deletionTimestamp === undefined && !!claim(name),
    ),
    secrets: lookUpSecrets(
      secretNeeds(cluster),
      (secret) => find(request.related, "Secret.v1", namespace, secret),
      uid ?? "",
    ),
    hasServiceMonitors: isRegistered(request, "ServiceMonitor.monitoring.coreos.com/v1"),
    version: (previousStatus(request.parent) as KurrentDBStatus | undefined)?.version,
  };
}
