import type { ObjectOf } from "../../../kubernetes/kinds.ts";
import { lookUpSecrets, type SecretsFound } from "../../../kubernetes/secrets.ts";
import type { SyncRequest } from "../../../metacontroller/hooks.ts";
import { find, isRegistered } from "../../../metacontroller/observed.ts";
import { type ChronikCluster, configName } from "../cluster.ts";
import { claimIndexes, claimOfIndex, nodeNumbers, podName, serverName } from "./nodes.ts";
import { secretNeeds } from "./secrets.ts";

/** What a sync is told about the world, in the product's own words. */
export interface Observed {
  statefulSet: ObjectOf<"StatefulSet.apps/v1"> | undefined;
  configMap: ObjectOf<"ConfigMap.v1"> | undefined;
  /** The Services by which clients outside reach the nodes, by name. */
  nodeServices: Readonly<Record<string, ObjectOf<"Service.v1"> | undefined>>;
  /** The uid of each claim that is there and not on its way out, by the index of its pod. */
  claims: ReadonlyMap<number, string>;
  secrets: SecretsFound;
  hasServiceMonitors: boolean;
}

export function observe(cluster: ChronikCluster, request: SyncRequest): Observed {
  const { namespace, uid } = cluster.metadata;
  const { children, related } = request;
  const claims = claimIndexes.flatMap((index) => {
    const claim = find(related, "PersistentVolumeClaim.v1", namespace, claimOfIndex(cluster, index));
    const isThere = claim !== undefined && claim.metadata.deletionTimestamp === undefined;
    return isThere ? [[index, claim.metadata.uid ?? ""] as const] : [];
  });
  return {
    statefulSet: find(children, "StatefulSet.apps/v1", namespace, serverName(cluster)),
    configMap: find(children, "ConfigMap.v1", namespace, configName(cluster)),
    nodeServices: Object.fromEntries(
      nodeNumbers(cluster)
        .map((node) => podName(cluster, node))
        .map((name) => [name, find(children, "Service.v1", namespace, name)]),
    ),
    claims: new Map(claims),
    secrets: lookUpSecrets(
      secretNeeds(cluster),
      (name) => find(related, "Secret.v1", namespace, name),
      uid ?? "",
    ),
    hasServiceMonitors: isRegistered(request, "ServiceMonitor.monitoring.coreos.com/v1"),
  };
}
