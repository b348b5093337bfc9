import { secretNames } from "../../kubernetes/secrets.ts";
import type { CustomizeRequest, CustomizeResponse } from "../../metacontroller/hooks.ts";
import { relatedByName } from "../../metacontroller/related.ts";
import { ROLES, roleName } from "./cluster.ts";
import { secretNeeds } from "./secrets.ts";
import { clusterFrom, problemsOf } from "./validation.ts";

/** The Secrets that pods read, and whatever StatefulSets already bear the names of ours. */
export function customize({ parent }: CustomizeRequest): CustomizeResponse {
  const cluster = clusterFrom(parent);
  // With an invalid spec nothing is decided, so nothing has to be seen.
  if (problemsOf(cluster).length > 0) return { relatedResources: [] };
  return relatedByName(parent.metadata.namespace, {
    secrets: secretNames(secretNeeds(cluster)),
    statefulsets: ROLES.map((role) => roleName(cluster, role)),
  });
}
