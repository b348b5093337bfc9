import type { ConfigMap } from "kubernetes-types/core/v1.js";
import { canonicalJson } from "../../../kubernetes/checksum.ts";
import { OPTIONS } from "../../options/options.ts";
import { agreedOptions } from "../agreed-options.ts";
import { childMetadata, configName, type KurrentDB } from "../cluster.ts";
import { AUTHORITY_PATH, CERTIFICATE_PATH, CONFIG_FILE, DATA_PATH, LOG_PATH } from "../paths.ts";
import type { Plan } from "../plan.ts";

/** The server's configuration file, the same for every member. What differs between them is in their environment. */
export const configMap = (cluster: KurrentDB, plan: Plan): ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: childMetadata(cluster, configName(cluster)),
  data: { [CONFIG_FILE]: file(options(cluster, plan)) },
});

/**
 * YAML with a line for each option. JSON is YAML too, and leaves no doubt about what is text and what a number. Sorted
 * as the API server sorts the user's options, so that what render prints from a file is the same.
 * A section may have any name, and one that YAML reads as something else would keep the server from starting.
 */
const file = (values: Record<string, unknown>): string =>
  Object.keys(values)
    .sort()
    .map(
      (name) =>
        `${Object.hasOwn(OPTIONS, name) ? name : JSON.stringify(name)}: ${canonicalJson(values[name])}\n`,
    )
    .join("");

/** Every option in the file by its name. */
export const options = (cluster: KurrentDB, plan: Plan): Record<string, unknown> => ({
  ...agreedOptions(cluster, plan),
  ...TIMEOUTS,
  NodeIp: "0.0.0.0",
  ReplicationIp: "0.0.0.0",
  Db: DATA_PATH,
  Log: LOG_PATH,
  // Kubernetes collects what containers print; a second copy would only fill the node's disk.
  DisableLogFile: true,
  LogConsoleFormat: "Json",
  ...securityOptions(cluster),
  ...cluster.spec.configuration.options,
});

/**
 * Milliseconds. The server's own are for machines of their own: under a limit on CPU they mean elections. These are the
 * ones that the vendor's operator sets for Kubernetes; people may set others.
 */
const TIMEOUTS = {
  ReplicationHeartbeatInterval: 1000,
  ReplicationHeartbeatTimeout: 2500,
  GossipTimeoutMs: 5000,
  LeaderElectionTimeoutMs: 2000,
  PrepareTimeoutMs: 3000,
  CommitTimeoutMs: 3000,
};

const securityOptions = ({ security, spec }: KurrentDB) =>
  security.mode === "Insecure"
    ? {}
    : {
        CertificateFile: `${CERTIFICATE_PATH}/tls.crt`,
        CertificatePrivateKeyFile: `${CERTIFICATE_PATH}/tls.key`,
        TrustedRootCertificatesPath: AUTHORITY_PATH,
        ...(security.reservedNodeCommonName && {
          CertificateReservedNodeCommonName: security.reservedNodeCommonName,
        }),
        // Prometheus has no user. This opens /metrics and /stats, and none of the data.
        ...(spec.monitoring.prometheus &&
          !spec.monitoring.basicAuthSecret && {
            AllowAnonymousEndpointAccess: true,
          }),
      };
