import { secretNames } from "../kubernetes/secrets.ts";
import type { CustomizeRequest, CustomizeResponse } from "../metacontroller/hooks.ts";
import { ROLES, roleName } from "./cluster.ts";
import { secretNeeds } from "./secrets.ts";
import { clusterFrom, problemsOf } from "./validation.ts";

/**
 * Which other objects a sync has to see: the Secrets that pods read, and whatever StatefulSets already bear the names
 * of ours. With an invalid spec none, since nothing is decided then.
 */
export function customize({ parent }: CustomizeRequest): CustomizeResponse {
  const cluster = clusterFrom(parent);
  if (problemsOf(cluster).length > 0) return { relatedResources: [] };
  const { namespace } = parent.metadata;
  return {
    relatedResources: [
      { apiVersion: "v1", resource: "secrets", namespace, names: secretNames(secretNeeds(cluster)) },
      {
        apiVersion: "apps/v1",
        resource: "statefulsets",
        namespace,
        names: ROLES.map((role) => roleName(cluster, role)),
      },
    ],
  };
}
