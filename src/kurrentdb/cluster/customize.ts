import { secretNames } from "../../kubernetes/secrets.ts";
import type { CustomizeRequest, CustomizeResponse } from "../../metacontroller/hooks.ts";
import { relatedByName } from "../../metacontroller/related.ts";
import { clusterName, volumeNames } from "./cluster.ts";
import { secretNeeds } from "./secrets.ts";
import { clusterFrom, problemsOf } from "./validation.ts";

/**
 * The Secrets that members read, whatever StatefulSet already bears the name of ours, and the volumes that are there:
 * kept from before, or restored from a snapshot.
 */
export function customize({ parent }: CustomizeRequest): CustomizeResponse {
  const cluster = clusterFrom(parent);
  // With an invalid spec nothing is decided, so nothing has to be seen.
  if (problemsOf(cluster).length > 0) return { relatedResources: [] };
  return relatedByName(parent.metadata.namespace, {
    secrets: secretNames(secretNeeds(cluster)),
    statefulsets: [clusterName(cluster)],
    persistentvolumeclaims: volumeNames(cluster),
  });
}
