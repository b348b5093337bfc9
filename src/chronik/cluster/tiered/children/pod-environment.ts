import type { EnvVar } from "kubernetes-types/core/v1.js";
import { environment, fromField, fromSecret, plain } from "../../../../kubernetes/environment.ts";
import { type ChronikCluster, componentName, servicesDomain } from "../../cluster.ts";
import { CONFIG_PATH, DATA_PATH, TLS_PATH } from "../paths.ts";
import { HEALTH_PORT, METRICS_PORT, servicePortOf } from "../ports.ts";
import { autoscalingOf, countOf, type Role } from "../roles.ts";

/** What a role's server reads from its environment, followed by what the user adds. */
export function podEnvironment(cluster: ChronikCluster, role: Role): EnvVar[] {
  const { metadata, spec } = cluster;
  const credentials = spec.metastore.connection.credentialsSecret;
  return environment(
    [
      plain("CHRONIK_ROLE", role),
      plain("CHRONIK_CLUSTER_NAME", metadata.name),
      fromField("CHRONIK_NAMESPACE", "metadata.namespace"),
      plain("CHRONIK_CONFIG_PATH", CONFIG_PATH),
      plain("METRICS_PORT", String(METRICS_PORT.port)),
      plain("HEALTH_PORT", String(HEALTH_PORT.port)),
      fromSecret("DATABASE_USER", credentials, "username"),
      fromSecret("DATABASE_PASSWORD", credentials, "password"),
      ...(role === "controller" ? controllerEnvironment(cluster) : nonControllerEnvironment(cluster)),
      ...(role === "ingest" ? ingestEnvironment(cluster) : []),
      ...(spec.security.tlsEnabled ? tlsEnvironment(cluster) : []),
      ...(spec.monitoring.tracing && spec.monitoring.otlpEndpoint
        ? tracingEnvironment(cluster, role, spec.monitoring.otlpEndpoint)
        : []),
    ],
    spec.env,
  );
}

/**
 * Raft knows its members by numbers and refuses 0, which the first pod's index is: hence the 1 before the index,
 * which makes pod 0 number 10, pod 1 number 11, pod 10 number 110. One template serves all pods, so PEERS names every
 * member, the pod itself among them; a set of voters takes no harm from that. With an autoscaler they are the
 * members there are always, since a list that follows the scaling would restart all of them each time.
 */
function controllerEnvironment(cluster: ChronikCluster): EnvVar[] {
  const members = autoscalingOf(cluster, "controller")?.minReplicas ?? countOf(cluster, "controller");
  return [
    fromField("POD_INDEX", "metadata.labels['apps.kubernetes.io/pod-index']"),
    plain("NODE_ID", "1$(POD_INDEX)"),
    ...(members > 1
      ? [plain("PEERS", Array.from({ length: members }, (_, index) => `1${index}`).join(","))]
      : []),
    plain("METADATA_PATH", `${DATA_PATH}/metadata`),
  ];
}

function nonControllerEnvironment(cluster: ChronikCluster): EnvVar[] {
  const host = `${componentName(cluster, "controller")}.${servicesDomain(cluster)}`;
  return [plain("CHRONIK_CONTROLLER_SERVICE", `${host}:${servicePortOf(cluster, "controller").port}`)];
}

/** Ingest tells its clients the very address it binds, and takes no name there. */
const ingestEnvironment = (cluster: ChronikCluster): EnvVar[] => [
  fromField("POD_IP", "status.podIP"),
  plain("BIND_ADDRESS", `$(POD_IP):${servicePortOf(cluster, "ingest").port}`),
  plain("STORAGE_PATH", `${DATA_PATH}/segments`),
];

const tlsEnvironment = ({ spec: { security } }: ChronikCluster): EnvVar[] => [
  plain("TLS_CERT_PATH", `${TLS_PATH}/tls.crt`),
  plain("TLS_KEY_PATH", `${TLS_PATH}/tls.key`),
  ...(security.mtlsEnabled
    ? [plain("TLS_CA_PATH", `${TLS_PATH}/ca.crt`), plain("TLS_REQUIRE_CLIENT_CERT", "true")]
    : []),
];

/** The names every OpenTelemetry library reads: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
const tracingEnvironment = ({ metadata }: ChronikCluster, role: Role, endpoint: string): EnvVar[] => [
  plain("OTEL_TRACES_EXPORTER", "otlp"),
  plain("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
  plain("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
  plain("OTEL_SERVICE_NAME", `chronik-${role}`),
  plain(
    "OTEL_RESOURCE_ATTRIBUTES",
    `service.namespace=${metadata.namespace},chronik.cluster=${metadata.name}`,
  ),
];
