import type { BadSpec } from "../support/bad-spec.ts";

const s3 = { bucket: "chronik", region: "eu-central-1" };

/** One bad example for each rule and each kind of type, tried on the service and on a real API server. */
export const badSpecs: readonly BadSpec[] = [
  {
    reason: "a count is a whole number",
    spec: { controllers: "three" },
    message: "spec.controllers must be a whole number",
    refusal: "spec.controllers: Invalid value",
  },
  {
    reason: "a count is not negative",
    spec: { ingestNodes: -1 },
    message: "spec.ingestNodes must be at least 0",
    refusal: "spec.ingestNodes in body should be greater than or equal to 0",
  },
  {
    reason: "a count is not absurd",
    spec: { searchNodes: 1001 },
    message: "spec.searchNodes must be at most 1000",
    refusal: "spec.searchNodes in body should be less than or equal to 1000",
  },
  {
    reason: "there is one storage backend, not two",
    spec: { storage: { backend: { s3, gcs: { bucket: "chronik" }, local: null } } },
    message: "spec.storage.backend must name exactly one storage backend: s3, gcs, azure or local",
    refusal: "must name exactly one storage backend: s3, gcs, azure or local",
  },
  {
    reason: "there is one storage backend, not none",
    spec: { storage: { backend: { local: null } } },
    message: "spec.storage.backend must name exactly one storage backend: s3, gcs, azure or local",
    refusal: "must name exactly one storage backend: s3, gcs, azure or local",
  },
  {
    reason: "an S3 backend names its bucket and region",
    spec: { storage: { backend: { local: null, s3: { bucket: "chronik" } } } },
    message: "spec.storage.backend.s3.region is required",
    refusal: "spec.storage.backend.s3.region: Required value",
  },
  {
    reason: "a size is a quantity",
    spec: { storage: { size: "ten gigabytes" } },
    message: "spec.storage.size must be a Kubernetes quantity, such as 500m, 2 or 10Gi",
    refusal: "must be a Kubernetes quantity, such as 500m, 2 or 10Gi",
  },
  {
    reason: "a deletion policy is one of two words",
    spec: { storage: { deletionPolicy: "Shred" } },
    message: "spec.storage.deletionPolicy must be one of Retain, Delete",
    refusal: 'Unsupported value: "Shred": supported values: "Retain", "Delete"',
  },
  {
    reason: "the database is one that Chronik knows",
    spec: { metastore: { database: "MySQL" } },
    message: "spec.metastore.database must be one of Postgres",
    refusal: 'Unsupported value: "MySQL": supported values: "Postgres"',
  },
  {
    reason: "a port is a port",
    spec: { metastore: { connection: { port: 70000 } } },
    message: "spec.metastore.connection.port must be at most 65535",
    refusal: "spec.metastore.connection.port in body should be less than or equal to 65535",
  },
  {
    reason: "a Secret's name is a name",
    spec: { metastore: { connection: { credentialsSecret: "Not A Name" } } },
    message: "spec.metastore.connection.credentialsSecret must match",
    refusal: "spec.metastore.connection.credentialsSecret in body should match",
  },
  {
    reason: "CPU is a quantity",
    spec: { resources: { ingest: { cpu: "two" } } },
    message: "spec.resources.ingest.cpu must be a Kubernetes quantity, such as 500m, 2 or 10Gi",
    refusal: "must be a Kubernetes quantity, such as 500m, 2 or 10Gi",
  },
  {
    reason: "no more CPU is reserved than is allowed",
    spec: { resources: { ingest: { cpu: 2, cpuLimit: "1500m" } } },
    message: "spec.resources.ingest cpu must not be above cpuLimit",
    // CEL compares quantities only from Kubernetes 1.28 on.
    refusal: false,
  },
  {
    reason: "no more memory is reserved than is allowed",
    spec: { resources: { search: { memory: "2Gi", memoryLimit: "1024Mi" } } },
    message: "spec.resources.search memory must not be above memoryLimit",
    refusal: false,
  },
  {
    reason: "a pull policy is one that Kubernetes knows",
    spec: { image: { pullPolicy: "Sometimes" } },
    message: "spec.image.pullPolicy must be one of IfNotPresent, Always, Never",
    refusal: 'Unsupported value: "Sometimes"',
  },
  {
    reason: "pull secrets are a list of names",
    spec: { image: { pullSecrets: [{ name: "registry" }] } },
    message: "spec.image.pullSecrets[0] must be a string",
    refusal: "spec.image.pullSecrets[0]: Invalid value",
  },
  {
    reason: "a scrape interval is a duration",
    spec: { monitoring: { scrapeInterval: "often" } },
    message: "spec.monitoring.scrapeInterval must match",
    refusal: "spec.monitoring.scrapeInterval in body should match",
  },
  {
    reason: "a switch is true or false",
    spec: { monitoring: { tracing: "yes" } },
    message: "spec.monitoring.tracing must be true or false",
    refusal: "spec.monitoring.tracing: Invalid value",
  },
  {
    reason: "source ranges need a load balancer",
    spec: { network: { serviceType: "NodePort", loadBalancerSourceRanges: ["10.0.0.0/8"] } },
    message: "spec.network loadBalancerSourceRanges needs serviceType LoadBalancer",
    refusal: "loadBalancerSourceRanges needs serviceType LoadBalancer",
  },
  {
    reason: "a load balancer's class needs a load balancer",
    spec: { network: { loadBalancerClass: "example.com/internal" } },
    message: "spec.network loadBalancerClass needs serviceType LoadBalancer",
    refusal: "loadBalancerClass needs serviceType LoadBalancer",
  },
  {
    reason: "TLS needs its Secret",
    spec: { security: { tlsEnabled: true } },
    message: "spec.security tlsEnabled needs tlsSecret, the Secret with tls.crt and tls.key",
    refusal: "tlsEnabled needs tlsSecret, the Secret with tls.crt and tls.key",
  },
  {
    reason: "mutual TLS needs TLS",
    spec: { security: { mtlsEnabled: true } },
    message: "spec.security mtlsEnabled needs tlsEnabled",
    refusal: "mtlsEnabled needs tlsEnabled",
  },
  {
    reason: "an autoscaler's bounds are in order",
    spec: { autoscaling: { ingestNodes: { minReplicas: 5, maxReplicas: 2 } } },
    message: "spec.autoscaling.ingestNodes minReplicas must not be above maxReplicas",
    refusal: "minReplicas must not be above maxReplicas",
  },
  {
    reason: "an autoscaler has an upper bound",
    spec: { autoscaling: { searchNodes: { minReplicas: 1 } } },
    message: "spec.autoscaling.searchNodes.maxReplicas is required",
    refusal: "spec.autoscaling.searchNodes.maxReplicas: Required value",
  },
  {
    reason: "a metric's target is a quantity",
    spec: {
      autoscaling: { controllers: { maxReplicas: 5, customMetrics: [{ name: "lag", targetValue: "high" }] } },
    },
    message:
      "spec.autoscaling.controllers.customMetrics[0].targetValue must be a Kubernetes quantity, such as 500m, 2 or 10Gi",
    refusal: "must be a Kubernetes quantity, such as 500m, 2 or 10Gi",
  },
  {
    reason: "a disruption budget is a count or a percentage",
    spec: { podDisruptionBudget: { maxUnavailable: "half" } },
    message:
      "spec.podDisruptionBudget.maxUnavailable must be a count, such as 2, or a percentage, such as 50%",
    refusal: "must be a count, such as 2, or a percentage, such as 50%",
  },
  {
    reason: "a disruption budget says one of two things",
    spec: { podDisruptionBudget: { minAvailable: 1, maxUnavailable: 1 } },
    message: "spec.podDisruptionBudget minAvailable and maxUnavailable exclude each other",
    refusal: "minAvailable and maxUnavailable exclude each other",
  },
  {
    reason: "a variable stands in the environment once",
    spec: {
      env: [
        { name: "A", value: "1" },
        { name: "A", value: "2" },
      ],
    },
    message: "spec.env must not name a variable twice",
    refusal: "spec.env[1]: Duplicate value",
  },
  {
    reason: "a pod label is one that Kubernetes takes",
    spec: { podLabels: { team: "not a label!" } },
    message: "must match",
    refusal: "spec.podLabels.team in body should match",
  },
  {
    reason: "a toleration's effect is one that Kubernetes knows",
    spec: { tolerations: [{ key: "dedicated", operator: "Exists", effect: "Sometimes" }] },
    message: "spec.tolerations[0].effect must be one of NoSchedule, PreferNoSchedule, NoExecute",
    refusal: 'Unsupported value: "Sometimes"',
  },
  {
    reason: "the names of pods are not too long",
    name: "a-name-that-is-quite-long-but-still-a-name",
    spec: {},
    message: "metadata.name must not be longer than 41 characters, or the names of its pods get too long",
  },
  {
    reason: "Services cannot have such a name",
    name: "1st.cluster",
    spec: {},
    message: "metadata.name must start with a letter and have only lower-case letters, digits and dashes",
  },
];
