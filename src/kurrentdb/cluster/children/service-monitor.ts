import { serviceMonitorOf } from "../../../kubernetes/monitoring.ts";
import { SERVICE_LABEL } from "../annotations.ts";
import { childMetadata, clusterName, type KurrentDB, selectorLabels } from "../cluster.ts";
import { NODE } from "../ports.ts";

/** Tells the Prometheus operator to scrape every member, through the headless Service. */
export function serviceMonitor(cluster: KurrentDB) {
  const { basicAuthSecret } = cluster.spec.monitoring;
  return serviceMonitorOf(
    childMetadata(cluster, clusterName(cluster)),
    { ...selectorLabels(cluster), [SERVICE_LABEL]: "nodes" },
    cluster.spec.monitoring,
    {
      port: NODE,
      // The certificate is made for the members' names, and Prometheus goes by their addresses.
      ...(cluster.security.mode === "TLS" && {
        scheme: "https" as const,
        ...(basicAuthSecret && {
          basicAuth: {
            username: { name: basicAuthSecret, key: "username" },
            password: { name: basicAuthSecret, key: "password" },
          },
        }),
        tlsConfig: { insecureSkipVerify: true },
      }),
    },
  );
}
