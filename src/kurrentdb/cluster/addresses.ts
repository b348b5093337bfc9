import type { Addresses } from "./certificates/shape.ts";
import {
  clusterName,
  type KurrentDB,
  memberName,
  nodesDomain,
  readOnlyName,
  serviceHost,
} from "./cluster.ts";
import type { Plan } from "./plan.ts";

/** Under which names members and clients dial a cluster, once it is what its spec asks for. */
export function addressesOf(cluster: KurrentDB, plan: Pick<Plan, "clusterSize" | "targetSize">): Addresses {
  const { readOnlyReplicas, service } = cluster.spec;
  const members = range(Math.max(plan.clusterSize, plan.targetSize)).map((index) =>
    memberName(cluster, index),
  );
  const readOnly = range(readOnlyReplicas?.replicas ?? 0).map((index) => `${readOnlyName(cluster)}-${index}`);
  return {
    nodesDomain: nodesDomain(cluster),
    pods: [...members, ...readOnly],
    services: [
      serviceHost(cluster, clusterName(cluster)),
      ...(readOnlyReplicas ? [serviceHost(cluster, readOnlyName(cluster))] : []),
    ],
    ...(service.perNodeDomain && { outside: { domain: service.perNodeDomain, pods: members } }),
  };
}

const range = (length: number) => Array.from({ length }, (_, index) => index);
