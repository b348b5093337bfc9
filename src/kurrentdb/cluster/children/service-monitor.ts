import { serviceMonitorOf } from "../../../kubernetes/monitoring.ts";
import { childMetadata, clusterName, type KurrentDB, SERVICE_LABEL, selectorLabels } from "../cluster.ts";
import type { Plan } from "../plan.ts";
import { NODE } from "./headless-service.ts";

/** Tells the Prometheus operator to scrape every member, through the headless Service. */
export const serviceMonitor = (cluster: KurrentDB, plan: Plan) =>
  serviceMonitorOf(
    childMetadata(cluster, clusterName(cluster)),
    { ...selectorLabels(cluster), [SERVICE_LABEL]: "nodes" },
    cluster.spec.monitoring,
    {
      port: NODE,
      // The certificate is made for the members' names, and Prometheus goes by their addresses.
      ...(plan.security === "TLS" && { scheme: "https" as const, tlsConfig: { insecureSkipVerify: true } }),
    },
  );
