/**
 * What a ChronikCluster may not say, and what people are told then: by our hook, and by the API server through the
 * CRD. Rules are written out; wrong types and sizes are made from the schema.
 */
import { COUNT_FIELD, ROLES } from "../../../src/chronik/cluster/cluster.ts";
import { ChronikClusterSpec } from "../../../src/chronik/cluster/spec.ts";
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
    { reason: "segments cannot be kept in two places", backend: { local: {}, gcs: { bucket: "b" } } },
    { reason: "segments must be kept somewhere", backend: {} },
  ].map(({ reason, backend }) => ({
    reason,
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

const resources: BadSpec[] = ROLES.flatMap((role) => [
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

/** Against the rules. */
export const brokenRules: BadSpec[] = [
  ...names,
  ...storage,
  ...resources,
  ...network,
  ...security,
  ...autoscaling,
  ...podDisruptionBudget,
  ...brokenRulesOf(ChronikClusterSpec, "spec"),
];

export const badSpecs: BadSpec[] = [...brokenRules, ...wrongValuesOf(ChronikClusterSpec, "spec")];
