import { serviceMonitorOf } from "../../../kubernetes/monitoring.ts";
import { SERVICE_LABEL } from "../annotations.ts";
import { childMetadata, clusterName, type KurrentDB, selectorLabels } from "../cluster.ts";
import { NODE } from "../ports.ts";

/** Tells the Prometheus operator to scrape every member, through the headless Service. */
export const serviceMonitor = (cluster: KurrentDB) =>
  serviceMonitorOf(
    childMetadata(cluster, clusterName(cluster)),
    { ...selectorLabels(cluster), [SERVICE_LABEL]: "nodes" },
    cluster.spec.monitoring,
    {
      port: NODE,
      // The certificate is made for the members' names, and Prometheus goes by their addresses.
      ...(cluster.security.mode === "TLS" && {
        scheme: "https" as const,
        tlsConfig: { insecureSkipVerify: true },
      }),
    },
  );
