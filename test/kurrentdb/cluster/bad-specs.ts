/**
 * What a KurrentDB may not say, and what people are told then: by our hook, and by the API server through the CRD.
 * Rules are written out; wrong types and sizes are made from the schema.
 */
import { KurrentDBSpec } from "../../../src/kurrentdb/cluster/spec.ts";
import { type BadSpec, brokenRulesOf, wrongValuesOf } from "../../support/wrong-values.ts";

const QUANTITY = "must be a Kubernetes quantity, such as 500m, 2 or 10Gi";
const INT_OR_PERCENT = "must be a count, such as 2, or a percentage, such as 50%";
const SHORT_NAME = "must not be longer than 52 characters, or the names of its pods get too long";
const SERVICE_NAME =
  "must start with a letter and have only lower-case letters, digits and dashes, since Services are named after it";

const names: BadSpec[] = [
  {
    reason: "the label controller-revision-hash of its pods would have more than 63 characters",
    name: "n".repeat(53),
    spec: {},
    path: "metadata.name",
    message: SHORT_NAME,
  },
  ...["1-events", "events.prod"].map((name) => ({
    reason: `a Service cannot be called ${name}-nodes`,
    name,
    spec: {},
    path: "metadata.name",
    message: SERVICE_NAME,
  })),
];

const members: BadSpec[] = [
  ...[2, 4, 6, 7, -1].map((replicas) => ({
    reason: `${replicas} members have no majority that a split leaves, or are more than the server knows`,
    spec: { replicas },
    path: "spec.replicas",
    message: "must be 1, 3 or 5, or 0 to stop the cluster and keep its data",
  })),
  ...[0, 2, 7].map((clusterSize) => ({
    reason: `there is no cluster of ${clusterSize}, not even a stopped one`,
    spec: { replicas: 0, configuration: { clusterSize } },
    path: "spec.configuration.clusterSize",
    message: "must be 1, 3 or 5",
  })),
  ...[
    { replicas: 3, configuration: { clusterSize: 5 } },
    { replicas: 5, configuration: { clusterSize: 3 } },
    { configuration: { clusterSize: 1 } },
  ].map((spec) => ({
    reason: "members that count on others who never come, or do not count on all",
    spec,
    path: "spec",
    message: "replicas must be the same as configuration.clusterSize, or 0 to stop the cluster",
  })),
];

const ports: BadSpec[] = [
  {
    reason: "a Service cannot have one port twice",
    spec: { configuration: { nodePort: 3000, httpPort: 3000 } },
    path: "spec.configuration",
    message: "nodePort must differ from httpPort",
  },
  {
    reason: "the same, with one of the two left at its default",
    spec: { configuration: { nodePort: 2114 } },
    path: "spec.configuration",
    message: "nodePort must differ from httpPort",
  },
  ...["nodePort", "httpPort"].map((field) => ({
    reason: "members replicate on that port",
    spec: { configuration: { [field]: 1112 } },
    path: "spec.configuration",
    message: `${field} must differ from the replication port 1112`,
  })),
];

const storage: BadSpec[] = ["ten gigabytes", "10 Gi", "10GB", "-1Gi", "", -1].map((size) => ({
  reason: `${JSON.stringify(size)} is no size`,
  spec: { storage: { size } },
  path: "spec.storage.size",
  message: QUANTITY,
}));

const resources: BadSpec[] = ["cpu", "memory", "ephemeral-storage"].flatMap((name): BadSpec[] => [
  {
    reason: `a member that reserves more ${name} than it may use cannot start`,
    spec: { resources: { requests: { [name]: "1500m" }, limits: { [name]: 1 } } },
    path: "spec.resources",
    message: `requests.${name} must not be above limits.${name}`,
    // Comparing quantities takes quantity(), which CEL has since Kubernetes 1.28.
    apiServer: "accepts",
  },
]);

const service: BadSpec[] = [
  {
    reason: "ranges without a load balancer would be ignored, and people think they are protected",
    spec: { service: { loadBalancerSourceRanges: ["10.0.0.0/8"] } },
    path: "spec.service",
    message: "loadBalancerSourceRanges needs type LoadBalancer",
  },
  {
    reason: "a class without a load balancer is refused by the API server",
    spec: { service: { type: "NodePort", loadBalancerClass: "internal" } },
    path: "spec.service",
    message: "loadBalancerClass needs type LoadBalancer",
  },
  {
    reason: "clients would be told to come to names behind which there is nothing",
    spec: { service: { type: "NodePort", perNodeDomain: "events.example.com" } },
    path: "spec.service",
    message: "perNodeDomain needs type LoadBalancer",
  },
];

const BOTH = "certificateSecret and certificateAuthoritySecret need each other: TLS takes both";

const security: BadSpec[] = [
  ...[{ certificateSecret: "tls" }, { certificateAuthoritySecret: "ca" }].map((half) => ({
    reason: "half a TLS configuration keeps the server from starting",
    spec: { security: half },
    path: "spec.security",
    message: BOTH,
  })),
  {
    reason: "null is no Secret",
    spec: { security: { certificateSecret: "tls", certificateAuthoritySecret: null } },
    path: "spec.security",
    message: BOTH,
  },
  {
    reason: "without certificates nobody looks at the name in them, and people think that somebody does",
    spec: { security: { reservedNodeCommonName: "*.events" } },
    path: "spec.security",
    message: "reservedNodeCommonName needs certificateSecret or issuerRef",
  },
  {
    reason: "which of the two certificates would count?",
    spec: {
      security: {
        issuerRef: { name: "ca" },
        certificateSecret: "tls",
        certificateAuthoritySecret: "tls",
      },
    },
    path: "spec.security",
    message: "issuerRef takes the place of certificateSecret and certificateAuthoritySecret",
  },
  {
    reason: "without TLS there are no users, and a server that is given a password exits",
    spec: { users: { adminPasswordSecret: "admin" } },
    path: "spec",
    message:
      "users needs security.certificateSecret or security.issuerRef: without TLS the server has no users, and does not " +
      "start with a password",
  },
  {
    reason: "a single member has no cluster to replicate from",
    spec: { replicas: 1, readOnlyReplicas: {} },
    path: "spec",
    message: "readOnlyReplicas needs a cluster of 3 or 5 members",
  },
];

const podDisruptionBudget: BadSpec[] = [
  {
    reason: "a budget says how many stay or how many go, and the API server takes only one",
    spec: { podDisruptionBudget: { minAvailable: 1, maxUnavailable: 1 } },
    path: "spec.podDisruptionBudget",
    message: "minAvailable and maxUnavailable exclude each other",
  },
  ...["minAvailable", "maxUnavailable"].flatMap((field) =>
    ["half", "150%", -1].map((value) => ({
      reason: `${field}: ${JSON.stringify(value)} says no number of pods`,
      spec: { podDisruptionBudget: { [field]: value } },
      path: `spec.podDisruptionBudget.${field}`,
      message: INT_OR_PERCENT,
    })),
  ),
];

/** The API server does not know the options of the database server. */
const options: BadSpec[] = (
  [
    ["the server would not start", "StatsPeriodSeconds", 60, "did you mean StatsPeriodSec?"],
    ["the server would not start", "statsPeriodSec", 60, "did you mean StatsPeriodSec?"],
    ["the server would not start", "KURRENTDB_STATS_PERIOD_SEC", 60, undefined],
  ] as const
).map(([reason, name, value, hint]) => ({
  reason: `${reason} with an option that it does not know`,
  spec: { configuration: { options: { [name]: value } } },
  path: `spec.configuration.options.${name}`,
  message: `is no option of the server${hint ? `; ${hint}` : ""}`,
  apiServer: "accepts",
}));

const optionTypes: BadSpec[] = (
  [
    ["RunProjections", ["All"], "must be one of None, System, All"],
    ["StatsPeriodSec", "60", "must be a whole number"],
    ["StatsPeriodSec", 1.5, "must be a whole number"],
    ["StatsPeriodSec", null, "must be a whole number"],
    ["MinFlushDelayMs", "2", "must be a number"],
    ["SkipDbVerify", "true", "must be true or false"],
    ["SkipDbVerify", { nested: true }, "must be true or false"],
  ] as const
).map(([name, value, message]) => ({
  reason: `the server cannot read ${JSON.stringify(value)} as its ${name}`,
  spec: { configuration: { options: { [name]: value } } },
  path: `spec.configuration.options.${name}`,
  message,
  apiServer: "accepts",
}));

const ownedOptions: BadSpec[] = (
  [
    ["ClusterSize", 3, "use configuration.clusterSize instead"],
    ["Insecure", true, "use security.certificateSecret instead"],
    ["DefaultAdminPassword", "secret", "use users.adminPasswordSecret instead"],
    ["Db", "/data", "it is where the operator mounts what the server needs"],
  ] as const
).map(([name, value, why]) => ({
  reason: `${name} said in two places would contradict itself`,
  spec: { configuration: { options: { [name]: value } } },
  path: `spec.configuration.options.${name}`,
  message: `belongs to the operator: ${why}`,
  apiServer: "accepts",
}));

/** In lists the API server cannot afford a rule. */
const ownedVariables: BadSpec[] = (
  [
    ["KURRENTDB_CLUSTER_SIZE", "ClusterSize: use configuration.clusterSize instead"],
    ["KURRENTDB__LICENSING__LICENSE_KEY", "the licence: use licenseSecret instead"],
    ["POD_NAME", "the name of the pod: the member is reached by it, so the operator sets it"],
  ] as const
).map(([name, why]) => ({
  reason: `${name} would replace what the operator sets`,
  spec: {
    env: [
      { name: "TZ", value: "UTC" },
      { name, value: "1" },
    ],
  },
  path: "spec.env[1].name",
  message: `must not be ${name}, which sets ${why}`,
  apiServer: "accepts",
}));

/** Against the rules. */
export const brokenRules: BadSpec[] = [
  ...names,
  ...members,
  ...ports,
  ...storage,
  ...resources,
  // The same section of the read-only replicas.
  ...resources.map(({ spec, path, ...rest }) => ({
    ...rest,
    spec: { readOnlyReplicas: spec },
    path: path.replace("spec.", "spec.readOnlyReplicas."),
  })),
  ...service,
  ...security,
  ...podDisruptionBudget,
  ...brokenRulesOf(KurrentDBSpec, "spec"),
  ...options,
  ...optionTypes,
  ...ownedOptions,
  ...ownedVariables,
];

export const badSpecs: BadSpec[] = [...brokenRules, ...wrongValuesOf(KurrentDBSpec, "spec")];
