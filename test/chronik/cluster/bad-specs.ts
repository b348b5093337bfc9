/**
 * What a ChronikCluster may not say, and what people are told then: by our hook, and by the API server through the
 * CRD. Rules are written out; wrong types and sizes are made from the schema.
 */

import { ChronikClusterSpec } from "../../../src/chronik/cluster/spec.ts";
import { COUNT_FIELD, ROLES } from "../../../src/chronik/cluster/tiered/roles.ts";
import { SERVER } from "../../../src/chronik/cluster/unified/nodes.ts";
import { type BadSpec, brokenRulesOf, wrongValuesOf } from "../../support/wrong-values.ts";

const QUANTITY = "must be a Kubernetes quantity, such as 500m, 2 or 10Gi";
const INT_OR_PERCENT = "must be a count, such as 2, or a percentage, such as 50%";
const SHORT_NAME = "must not be longer than 41 characters, or the names of its pods get too long";
const SERVICE_NAME =
  "must start with a letter and have only lower-case letters, digits and dashes, since Services are named after it";

const names: BadSpec[] = [
  {
    reason: "the label controller-revision-hash of its pods would have more than 63 characters",
    name: "n".repeat(42),
    spec: {},
    path: "metadata.name",
    message: SHORT_NAME,
  },
  ...["1-chronik", "chronik.prod"].map((name) => ({
    reason: `a Service cannot be called ${name}-controller`,
    name,
    spec: {},
    path: "metadata.name",
    message: SERVICE_NAME,
  })),
];

const storage: BadSpec[] = [
  ...[
    {
      reason: "segments cannot be kept in two places",
      backend: { local: {}, gcs: { bucket: "b" } },
      apiServer: /must have at most 1 item/,
    },
    {
      reason: "segments must be kept somewhere",
      backend: {},
      apiServer: /should have at least 1 properties/,
    },
    {
      reason: "segments can be kept where the server knows how",
      backend: { nfs: {} },
      apiServer: /must validate at least one schema/,
    },
  ].map(({ backend, ...rest }) => ({
    ...rest,
    spec: { storage: { backend } },
    path: "spec.storage.backend",
    message: "must name exactly one storage backend: s3, gcs, azure or local",
  })),
  ...["ten gigabytes", "10 Gi", "10GB", "-1Gi", "", -1].map((size) => ({
    reason: `${JSON.stringify(size)} is no size`,
    spec: { storage: { size } },
    path: "spec.storage.size",
    message: QUANTITY,
  })),
];

const resources: BadSpec[] = [...ROLES, SERVER].flatMap((role) => [
  ...(["cpu", "memory"] as const).map((field) => ({
    reason: `a pod of ${role} that reserves more ${field} than it may use cannot start`,
    spec: { resources: { [role]: { [field]: "1500m", [`${field}Limit`]: 1 } } },
    path: `spec.resources.${role}`,
    message: `${field} must not be above ${field}Limit`,
    // Comparing quantities takes quantity(), which CEL has since Kubernetes 1.28.
    apiServer: "accepts" as const,
  })),
]);

const network: BadSpec[] = [
  {
    reason: "ranges without a load balancer would be ignored, and people think they are protected",
    spec: { network: { loadBalancerSourceRanges: ["10.0.0.0/8"] } },
    path: "spec.network",
    message: "loadBalancerSourceRanges needs serviceType LoadBalancer",
  },
  {
    reason: "a class without a load balancer is refused by the API server",
    spec: { network: { serviceType: "NodePort", loadBalancerClass: "internal" } },
    path: "spec.network",
    message: "loadBalancerClass needs serviceType LoadBalancer",
  },
  ...[8080, 8081].map((searchPort) => ({
    reason: `a pod cannot have two ports ${searchPort}`,
    spec: { network: { searchPort } },
    path: "spec.network",
    message: "searchPort must not be 8080 or 8081, where metrics and health are",
  })),
  {
    reason: "a port on the nodes that no Service opens",
    spec: { network: { nodePort: 31_000 } },
    path: "spec.network",
    message: "nodePort needs serviceType NodePort",
  },
];

const security: BadSpec[] = [
  {
    reason: "without a certificate there is no TLS",
    spec: { security: { tlsEnabled: true } },
    path: "spec.security",
    message: "tlsEnabled needs tlsSecret, the Secret with tls.crt and tls.key",
  },
  {
    reason: "null is no Secret",
    spec: { security: { tlsEnabled: true, tlsSecret: null } },
    path: "spec.security",
    message: "tlsEnabled needs tlsSecret, the Secret with tls.crt and tls.key",
  },
  {
    reason: "client certificates are asked for within TLS, and without it everybody would get in",
    spec: { security: { mtlsEnabled: true, tlsSecret: "tls" } },
    path: "spec.security",
    message: "mtlsEnabled needs tlsEnabled",
  },
];

const autoscaling: BadSpec[] = ROLES.map((role) => COUNT_FIELD[role]).flatMap((field) => [
  {
    reason: `no number of ${field} is at least 5 and at most 3`,
    spec: { autoscaling: { [field]: { minReplicas: 5, maxReplicas: 3 } } },
    path: `spec.autoscaling.${field}`,
    message: "minReplicas must not be above maxReplicas",
  },
]);

const podDisruptionBudget: BadSpec[] = [
  {
    reason: "a budget says how many stay or how many go, and the API server takes only one",
    spec: { podDisruptionBudget: { minAvailable: 1, maxUnavailable: 1 } },
    path: "spec.podDisruptionBudget",
    message: "minAvailable and maxUnavailable exclude each other",
  },
  ...["minAvailable", "maxUnavailable"].flatMap((field) =>
    ["half", "1", "150%", "-1%", -1].map((value) => ({
      reason: `${field}: ${JSON.stringify(value)} says no number of pods`,
      spec: { podDisruptionBudget: { [field]: value } },
      path: `spec.podDisruptionBudget.${field}`,
      message: INT_OR_PERCENT,
    })),
  ),
];

const cluster = { topology: "Unified", nodes: 3, acceptUnsafeClustering: true };

/** What today's server cannot do. */
const topology: BadSpec[] = [
  {
    reason: "of two nodes neither has a majority without the other",
    spec: { topology: "Unified", nodes: 2, acceptUnsafeClustering: true },
    path: "spec.nodes",
    message: "must not be 2: without the other one, neither can decide anything",
  },
  {
    reason: "several nodes lose records, and nobody has said that he accepts it",
    spec: { topology: "Unified", nodes: 3 },
    message: "nodes above 1 needs acceptUnsafeClustering, since a node that restarts loses its records",
  },
  {
    reason: "there are not so many nodes to keep a partition on, and the server would not start",
    spec: { ...cluster, replication: { factor: 4 } },
    message: "replication.factor must not be above nodes",
  },
  {
    reason: "nodes cannot read what they forward to each other",
    spec: {
      ...cluster,
      image: { server: "registry.example.com/chronik-stream:2.11.0" },
      security: { tlsEnabled: true, tlsSecret: "tls" },
    },
    message:
      "security.tlsEnabled needs nodes 1, since several forward records to each other in plain text, to the port that would be TLS",
  },
  {
    reason: "three nodes with one address are one to a client",
    spec: { ...cluster, network: { advertisedHost: "kafka.example.com" } },
    message: "network.advertisedHost needs {node} in it, since each node must have an address of its own",
  },
  {
    reason: "which Kubernetes node a pod gets is not known before it starts",
    spec: { ...cluster, network: { serviceType: "NodePort" } },
    message:
      "network.serviceType NodePort needs network.advertisedHost with more than one node, since they must know each other's address beforehand",
  },
  {
    reason: "a node of this version would end as soon as it starts, and those that run would not be back",
    spec: { topology: "Unified", security: { tlsEnabled: true, tlsSecret: "tls" } },
    message: "security.tlsEnabled needs another image.server, since 2.10.4 does not start with TLS",
  },
  {
    reason: "no node can be added",
    spec: { topology: "Unified", autoscaling: { ingestNodes: { maxReplicas: 3 } } },
    message: "autoscaling needs topology Tiered, since the server cannot be grown or shrunk",
  },
  {
    reason: "a collector that gets nothing is a promise that is not kept",
    spec: { topology: "Unified", monitoring: { tracing: true } },
    message: "monitoring.tracing needs topology Tiered, since today's server sends no traces",
  },
].map((bad) => ({ path: "spec", ...bad }));

const replication: BadSpec[] = [
  {
    reason: "no record can be on three of two nodes",
    spec: { replication: { factor: 2, minInsyncReplicas: 3 } },
    path: "spec.replication",
    message: "minInsyncReplicas must not be above factor",
  },
];

/** Against the rules. */
export const brokenRules: BadSpec[] = [
  ...names,
  ...storage,
  ...resources,
  ...network,
  ...security,
  ...autoscaling,
  ...podDisruptionBudget,
  ...topology,
  ...replication,
  ...brokenRulesOf(ChronikClusterSpec, "spec"),
];

export const badSpecs: BadSpec[] = [...brokenRules, ...wrongValuesOf(ChronikClusterSpec, "spec")];
