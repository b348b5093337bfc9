import { type Static, Type } from "@sinclair/typebox";
import { DeletionProtection } from "../../controller/deletion.ts";
import { DisruptionBudget } from "../../kubernetes/disruption.ts";
import { EnvFromSource, EnvVars } from "../../kubernetes/environment.ts";
import { scrapeFields } from "../../kubernetes/monitoring.ts";
import { NetworkPolicyAccess } from "../../kubernetes/network-policy.ts";
import {
  gracePeriod,
  PullPolicy,
  PullSecrets,
  podMetadataFields,
  ServiceAccountFields,
} from "../../kubernetes/pod-fields.ts";
import { schedulingFields } from "../../kubernetes/scheduling.ts";
import { ContainerSecurityContext, PodSecurityContext } from "../../kubernetes/security-context.ts";
import { bounded } from "../../schema/bounded.ts";
import { compareQuantities } from "../../schema/quantity.ts";
import {
  Int32,
  Nullable,
  ObjectName,
  OneOf,
  Port,
  Quantity,
  Section,
  TextQuantity,
  withRules,
} from "../../schema/schema.ts";
import { Network } from "./spec/network.ts";
import { Probes } from "./spec/probes.ts";
import {
  AcceptUnsafeClustering,
  AdminApiKeySecret,
  Nodes,
  Replication,
  Topology,
  UsersSecret,
} from "./spec/server.ts";
import { Storage } from "./spec/storage.ts";
import { topologyRules } from "./spec/topology-rules.ts";

const Metastore = Section(
  {
    database: OneOf(["Postgres", "postgres"], {
      default: "Postgres",
      description: "The kind of database; there is one, in either spelling.",
    }),
    connection: Section(
      {
        host: Type.String({ default: "postgres", minLength: 1, description: "Host name of the database." }),
        port: Port({ default: 5432, description: "Its port." }),
        database: Type.String({ default: "chronik", minLength: 1, description: "Name of the database." }),
        credentialsSecret: ObjectName({
          default: "chronik-postgres-secret",
          description:
            "Secret with the keys username and password. A change of it restarts the pods, one at a time.",
        }),
      },
      { description: "How to reach it." },
    ),
  },
  {
    description:
      "The database that holds topics, offsets and other metadata, with topology Tiered. It is only handed over, as " +
      "DATABASE_USER, DATABASE_PASSWORD and in the ConfigMap: no known server reads it. The last ones kept metadata in TiKV, " +
      "whose endpoints they take from TIKV_PD_ENDPOINTS (see env). Topology Unified needs no database.",
  },
);

const notAbove = (request: "cpu" | "memory", limit: "cpuLimit" | "memoryLimit") => ({
  message: `${request} must not be above ${limit}`,
  isMet: (resources: { [key in typeof request | typeof limit]?: string | number }) => {
    const { [request]: wanted, [limit]: most } = resources;
    return wanted === undefined || most === undefined || compareQuantities(wanted, most) <= 0;
  },
});

const RoleResources = (role: string) =>
  Type.Optional(
    withRules(
      Type.Object(
        {
          cpu: Type.Optional(Quantity({ description: "CPU that is reserved, such as 500m or 2." })),
          memory: Type.Optional(Quantity({ description: "Memory that is reserved, such as 4Gi." })),
          cpuLimit: Type.Optional(Quantity({ description: "CPU at the most; more is throttled." })),
          memoryLimit: Type.Optional(
            Quantity({ description: "Memory at the most; a pod that takes more is killed." }),
          ),
        },
        { description: `CPU and memory of each ${role} pod.` },
      ),
      notAbove("cpu", "cpuLimit"),
      notAbove("memory", "memoryLimit"),
    ),
  );

const image = (name: string) =>
  Type.String({
    default: `chronik/${name}:latest`,
    minLength: 1,
    description:
      `Full image reference of the ${name} pods of topology Tiered. The default is the contract's name; no such image was ` +
      "ever published, so it takes one of your own. A fixed tag makes restarts predictable.",
  });

const Image = Section(
  {
    controller: image("controller"),
    ingest: image("ingest"),
    search: image("search"),
    server: Type.String({
      default: "ghcr.io/lspecian/chronik-stream:2.10.4",
      minLength: 1,
      description:
        "Full image reference of the nodes of topology Unified. A fixed tag makes restarts predictable. It must have a " +
        "shell where there is more than one node.",
    }),
    pullPolicy: PullPolicy,
    pullSecrets: PullSecrets,
  },
  { description: "Container images." },
);

const Monitoring = Section(
  {
    prometheus: Type.Boolean({
      default: false,
      description:
        "Let Prometheus scrape /metrics: by a ServiceMonitor where that kind is registered, else by prometheus.io " +
        "annotations on the Services. On port 8080 with topology Tiered, of whose servers ingest alone answers; on 13092 " +
        "with topology Unified. Several nodes of it have a port each, 13000 and the node's number, which only a " +
        "ServiceMonitor can follow.",
    }),
    ...scrapeFields,
    tracing: Type.Boolean({
      default: false,
      description:
        "Send OpenTelemetry traces to otlpEndpoint, with topology Tiered. It is only handed over, as OTEL_* variables: no " +
        "known server sends any.",
    }),
    otlpEndpoint: Nullable(
      Type.String({
        minLength: 1,
        description: "OTLP collector (gRPC) for traces, such as http://otel-collector:4317.",
      }),
    ),
  },
  { description: "Metrics and traces." },
);

/** The field is everybody's, what it is when nobody sets it is not. */
const PodSecurity = Type.Object(
  {
    ...PodSecurityContext.properties,
    seccompProfile: {
      ...PodSecurityContext.properties.seccompProfile,
      description:
        "Which system calls are allowed. RuntimeDefault unless set, with topology Tiered. With topology Unified the kubelet's " +
        "default unless set: the server needs io_uring, which RuntimeDefault refuses on most nodes (containerd 2, CRI-O). " +
        "Where the kubelet's is RuntimeDefault, or a namespace asks for one, set a Localhost profile with io_uring, or " +
        "Unconfined.",
    } as typeof PodSecurityContext.properties.seccompProfile,
  },
  { description: "Security settings of the pod. What is left out gets a safe value." },
);

const Security = withRules(
  Section(
    {
      tlsEnabled: Type.Boolean({
        default: false,
        description:
          "Serve Kafka clients over TLS. With topology Unified a single node alone can, and not with the server 2.10.4, " +
          "which ends when it is given a certificate.",
      }),
      tlsSecret: Nullable(
        ObjectName({
          description:
            "Secret with tls.crt and tls.key, and with ca.crt for mutual TLS. The ingest servers of 2025 take a key in " +
            "PKCS#8 alone (BEGIN PRIVATE KEY). A change of it restarts the pods, one at a time.",
        }),
      ),
      mtlsEnabled: Type.Boolean({
        default: false,
        description:
          "Ask clients for a certificate signed by ca.crt. The ingest servers of 2025 are told so and let in everybody.",
      }),
      podSecurityContext: Type.Optional(PodSecurity),
      containerSecurityContext: Type.Optional(ContainerSecurityContext),
    },
    { description: "TLS and the pods' rights." },
  ),
  {
    message: "tlsEnabled needs tlsSecret, the Secret with tls.crt and tls.key",
    isMet: ({ tlsEnabled, tlsSecret }) => !tlsEnabled || tlsSecret !== undefined,
    cel: "!has(self.tlsEnabled) || !self.tlsEnabled || has(self.tlsSecret)",
  },
  {
    message: "mtlsEnabled needs tlsEnabled",
    isMet: ({ tlsEnabled, mtlsEnabled }) => !mtlsEnabled || tlsEnabled,
    cel: "!has(self.mtlsEnabled) || !self.mtlsEnabled || (has(self.tlsEnabled) && self.tlsEnabled)",
  },
);

const CustomMetric = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 253, description: "Name of the metric." }),
  targetType: OneOf(["AverageValue", "Value", "Utilization"], {
    default: "AverageValue",
    description:
      "AverageValue compares the average over the pods (custom.metrics.k8s.io); Value compares a metric from " +
      "outside the cluster as a whole (external.metrics.k8s.io). Utilization, which Kubernetes knows of CPU and memory " +
      "alone, is taken for AverageValue.",
  }),
  targetValue: TextQuantity({ description: "The value to hold, such as 1k." }),
});

const Autoscaling = (pods: string) =>
  Type.Optional(
    withRules(
      Type.Object(
        {
          minReplicas: Int32({ default: 1, minimum: 1, description: "Never fewer pods than this." }),
          maxReplicas: Int32({ minimum: 1, description: "Never more pods than this." }),
          targetCpuUtilizationPercentage: Nullable(
            Int32({
              minimum: 1,
              description:
                "CPU use to hold, in percent of the CPU reserved. 80 where no target is set at all.",
            }),
          ),
          targetMemoryUtilizationPercentage: Nullable(
            Int32({
              minimum: 1,
              description: "Memory use to hold, in percent of the memory reserved.",
            }),
          ),
          customMetrics: Nullable(
            Type.Array(CustomMetric, { maxItems: 8, description: "Further metrics to scale by." }),
          ),
        },
        {
          description:
            `Scale the ${pods} by load, with a HorizontalPodAutoscaler. Their number is the autoscaler's from ` +
            "then on; the count above only says how many there are at first.",
        },
      ),
      {
        message: "minReplicas must not be above maxReplicas",
        isMet: ({ minReplicas, maxReplicas }) => minReplicas <= maxReplicas,
        cel: "!has(self.minReplicas) || self.minReplicas <= self.maxReplicas",
      },
    ),
  );

const count = (role: string, initial: number) =>
  Int32({
    default: initial,
    maximum: 1000,
    description: `How many ${role} pods there are, with topology Tiered. 0 stops them and keeps their volumes.`,
  });

const Spec = withRules(
  Type.Object(
    {
      topology: Topology,
      nodes: Nodes,
      acceptUnsafeClustering: AcceptUnsafeClustering,
      replication: Replication,
      controllers: count("controller", 3),
      ingestNodes: count("ingest", 3),
      searchNodes: Nullable(
        Int32({
          maximum: 1000,
          description:
            "How many search pods there are, with topology Tiered. Without it, or with 0, there is no search tier.",
        }),
      ),
      storage: Storage,
      deletionProtection: DeletionProtection,
      metastore: Metastore,
      resources: Section(
        {
          controller: RoleResources("controller"),
          ingest: RoleResources("ingest"),
          search: RoleResources("search"),
          server: RoleResources("server"),
        },
        { description: "CPU and memory by role." },
      ),
      image: Image,
      probes: Probes,
      adminApiKeySecret: AdminApiKeySecret,
      usersSecret: UsersSecret,
      monitoring: Monitoring,
      network: Network,
      security: Security,
      autoscaling: Section(
        {
          controllers: Autoscaling("controller pods"),
          ingestNodes: Autoscaling("ingest pods"),
          searchNodes: Autoscaling("search pods"),
        },
        { description: "Which roles are scaled by load." },
      ),
      podDisruptionBudget: Type.Optional(DisruptionBudget),
      networkPolicy: NetworkPolicyAccess,
      serviceAccount: ServiceAccountFields,
      env: Type.Optional(
        EnvVars("Further environment of every pod. A variable named here replaces one of ours."),
      ),
      envFrom: Type.Optional(
        Type.Array(EnvFromSource, { description: "ConfigMaps and Secrets whose keys become environment." }),
      ),
      ...podMetadataFields,
      terminationGracePeriodSeconds: gracePeriod(60, "to hand over, flush and close"),
      ...schedulingFields,
    },
    { description: "What the cluster should be." },
  ),
  ...topologyRules,
);

/** The spec of a ChronikCluster. Sources: reference of the earlier operator's fields, and design.md of this one. */
export const ChronikClusterSpec = bounded(Spec);
export type ChronikClusterSpec = Static<typeof ChronikClusterSpec>;
