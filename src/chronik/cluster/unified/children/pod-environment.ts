import type { EnvVar } from "kubernetes-types/core/v1.js";
import { environment, fromField, fromSecret, plain } from "../../../../kubernetes/environment.ts";
import type { ChronikCluster } from "../../cluster.ts";
import { type Broker, HOST_IP } from "../brokers.ts";
import { isCluster } from "../nodes.ts";
import { objectStoreEnvironment } from "../object-store.ts";
import { CONFIG_PATH, DATA_PATH, SERVER_FILE, TLS_PATH } from "../paths.ts";
import { API } from "../ports.ts";
import { API_KEY, USERS } from "../secrets.ts";

/** Which of the nodes a pod is: the index of a pod is the number of its node, since the first index is 1. */
export const nodeId = (): EnvVar =>
  fromField("CHRONIK_NODE_ID", "metadata.labels['apps.kubernetes.io/pod-index']");

/** What a node's server reads from its environment, followed by what the user adds. */
export function podEnvironment(cluster: ChronikCluster, brokers: readonly Broker[]): EnvVar[] {
  const { spec } = cluster;
  return environment(
    [
      plain("CHRONIK_DATA_DIR", DATA_PATH),
      ...(isCluster(cluster) ? clusterEnvironment(brokers) : singleEnvironment(brokers)),
      // Without a key the server lets in everybody. A pod's uid is known only to those who may look at pods.
      spec.adminApiKeySecret
        ? fromSecret("CHRONIK_ADMIN_API_KEY", spec.adminApiKeySecret, API_KEY)
        : fromField("CHRONIK_ADMIN_API_KEY", "metadata.uid"),
      // Either replaces the server's own well-known users, and the second leaves none, were both set.
      spec.usersSecret
        ? fromSecret("CHRONIK_SASL_USERS", spec.usersSecret, USERS)
        : plain("CHRONIK_SASL_NO_DEFAULTS", "1"),
      ...objectStoreEnvironment(spec.storage.backend),
      ...(spec.security.tlsEnabled ? tlsEnvironment(spec.security) : []),
    ],
    spec.env,
  );
}

/** The server would choose another port on each node, and then no Service could lead to it. */
const clusterEnvironment = (brokers: readonly Broker[]): EnvVar[] => [
  nodeId(),
  plain("CHRONIK_CONFIG", `${CONFIG_PATH}/${SERVER_FILE}`),
  plain("CHRONIK_UNIFIED_API_PORT", String(API.port)),
  ...brokers.flatMap(({ node, apiPort }) =>
    apiPort === undefined ? [] : [plain(`CHRONIK_UNIFIED_API_PORT_NODE_${node}`, String(apiPort))],
  ),
];

const singleEnvironment = ([broker]: readonly Broker[]): EnvVar[] => [
  ...(broker?.host.includes(`$(${HOST_IP})`) ? [fromField(HOST_IP, "status.hostIP")] : []),
  plain("CHRONIK_ADVERTISE", `${broker?.host}:${broker?.port}`),
];

const tlsEnvironment = ({ mtlsEnabled }: ChronikCluster["spec"]["security"]): EnvVar[] => [
  plain("CHRONIK_TLS_CERT", `${TLS_PATH}/tls.crt`),
  plain("CHRONIK_TLS_KEY", `${TLS_PATH}/tls.key`),
  ...(mtlsEnabled
    ? [plain("CHRONIK_TLS_CA_CERT", `${TLS_PATH}/ca.crt`), plain("CHRONIK_TLS_REQUIRE_CLIENT_CERT", "true")]
    : []),
];
