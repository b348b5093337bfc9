import type { Service } from "kubernetes-types/core/v1.js";
import { servicePort } from "../../../kubernetes/container.ts";
import { exposed } from "../../../kubernetes/service.ts";
import {
  clusterName,
  type KurrentDB,
  memberName,
  readOnlyName,
  selectorLabels,
  serviceMetadata,
} from "../cluster.ts";
import type { Plan } from "../plan.ts";
import { NODE } from "../ports.ts";

/** Where clients connect. The server has one port; the http port leads to the same. */
export const clientService = (cluster: KurrentDB, plan: Plan): Service => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: serviceMetadata(cluster, "clients", clusterName(cluster), cluster.spec.service.annotations),
  spec: {
    ...exposed(cluster.spec.service),
    selector: selectorLabels(cluster),
    // A client that goes from member to member meets one that has not yet what it has just written.
    sessionAffinity: "ClientIP",
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } },
    ports: [servicePort(NODE, plan.nodePort), servicePort("http", cluster.spec.configuration.httpPort, NODE)],
  },
});

/** Where clients read that need not have the latest: the read-only replicas, and none of the members. */
export const readOnlyService = (cluster: KurrentDB, plan: Plan): Service => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: serviceMetadata(cluster, "readonly", readOnlyName(cluster)),
  spec: {
    type: "ClusterIP",
    selector: selectorLabels(cluster, "readOnlyReplica"),
    ports: [servicePort(NODE, plan.nodePort)],
  },
});

/** One Service for each member, so that clients outside can go to the one that leads. */
export const memberServices = (cluster: KurrentDB, plan: Plan): Service[] => {
  const { perNodeDomain: domain, annotations } = cluster.spec.service;
  return Array.from({ length: domain ? plan.replicas : 0 }, (_, index) => {
    const name = memberName(cluster, index);
    return {
      apiVersion: "v1",
      kind: "Service",
      metadata: serviceMetadata(cluster, "member", name, {
        "external-dns.alpha.kubernetes.io/hostname": `${name}.${domain}`,
        ...annotations,
      }),
      spec: {
        ...exposed(cluster.spec.service),
        selector: { ...selectorLabels(cluster), "statefulset.kubernetes.io/pod-name": name },
        ports: [servicePort(NODE, plan.nodePort)],
      },
    };
  });
};
