import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { checksum } from "../../../../kubernetes/checksum.ts";
import { DELETE_VOLUMES, dataVolumeClaim, fingerprinted } from "../../../../kubernetes/stateful-set.ts";
import { FINGERPRINT, NODES, POD_TEMPLATE } from "../../annotations.ts";
import { type ChronikCluster, childMetadata, componentSelector } from "../../cluster.ts";
import { volume } from "../../volume.ts";
import type { Broker } from "../brokers.ts";
import { firstIndex, isCluster, SERVER, serverName } from "../nodes.ts";
import { podTemplate } from "./pod-template.ts";

/**
 * The nodes, each with a name and a volume of its own.
 *
 * @param brokers what clients are told, see brokers.ts
 * @param secrets fingerprint of the Secrets' content, see secrets.ts
 */
export function statefulSet(
  cluster: ChronikCluster,
  brokers: readonly Broker[],
  secrets: string,
): StatefulSet {
  const { nodes, storage } = cluster.spec;
  const template = podTemplate(cluster, brokers, secrets);
  return fingerprinted(FINGERPRINT, {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: childMetadata(cluster, serverName(cluster), SERVER, {
      [NODES]: String(nodes),
      [POD_TEMPLATE]: checksum(template),
    }),
    spec: {
      replicas: nodes,
      serviceName: serverName(cluster),
      // Left out where it would be 0, since Kubernetes before 1.27 does not know it.
      ...(isCluster(cluster) && { ordinals: { start: firstIndex(cluster) }, minReadySeconds: PAUSE_SECONDS }),
      // All at once: nodes need each other to become Ready. Updates still go one pod at a time.
      podManagementPolicy: "Parallel",
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
      revisionHistoryLimit: 10,
      selector: { matchLabels: componentSelector(cluster, SERVER) },
      template,
      volumeClaimTemplates: [dataVolumeClaim(volume(cluster))],
      ...(storage.deletionPolicy === "Delete" && { persistentVolumeClaimRetentionPolicy: DELETE_VOLUMES }),
    },
  });
}

/** How long a node that is back must be ready before the next one is stopped, so that leaders settle in between. */
const PAUSE_SECONDS = 30;
