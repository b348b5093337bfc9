import { externalAddress } from "../../kubernetes/service.ts";
import {
  clusterName,
  type KurrentDB,
  memberAddresses,
  nodesDomain,
  readOnlyName,
  serviceHost,
} from "./cluster.ts";
import type { Observed } from "./observed.ts";
import type { Plan } from "./plan.ts";
import type { KurrentDBStatus } from "./status-schema.ts";

/** Where the cluster answers. */
export function endpoints(
  cluster: KurrentDB,
  plan: Plan,
  { clientService }: Observed,
): KurrentDBStatus["endpoints"] {
  const { spec } = cluster;
  const isTls = plan.security === "TLS";
  const service = serviceHost(cluster, clusterName(cluster));
  const external = externalAddress(clientService, plan.nodePort);
  return {
    // Clients ask any member for the leader, hence +discover and the name that leads to all of them.
    client: `kurrentdb+discover://${nodesDomain(cluster)}:${plan.nodePort}?tls=${isTls}`,
    http: `${isTls ? "https" : "http"}://${service}:${spec.configuration.httpPort}`,
    ...(external && { external }),
    ...(spec.readOnlyReplicas &&
      plan.clusterSize > 1 && {
        readOnly: `kurrentdb://${serviceHost(cluster, readOnlyName(cluster))}:${plan.nodePort}?tls=${isTls}&nodePreference=readOnlyReplica`,
      }),
    nodes: memberAddresses(cluster, plan.replicas, plan.nodePort),
  };
}
