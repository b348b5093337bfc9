import type { ConfigMap } from "kubernetes-types/core/v1.js";
import { type ChronikCluster, childMetadata, configName } from "../../cluster.ts";

/** The configuration that every role reads, one key a setting. */
export const configMap = (cluster: ChronikCluster): ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: childMetadata(cluster, configName(cluster)),
  data: { ...storage(cluster), ...metastore(cluster), ...monitoring(cluster) },
});

function storage({ spec }: ChronikCluster): Record<string, string> {
  const { s3, gcs, azure } = spec.storage.backend;
  if (s3) {
    return {
      "storage.backend": "s3",
      "storage.s3.bucket": s3.bucket,
      "storage.s3.region": s3.region,
      ...(s3.endpoint && { "storage.s3.endpoint": s3.endpoint }),
    };
  }
  if (gcs) return { "storage.backend": "gcs", "storage.gcs.bucket": gcs.bucket };
  if (azure) {
    return {
      "storage.backend": "azure",
      "storage.azure.container": azure.container,
      "storage.azure.account": azure.account,
    };
  }
  return { "storage.backend": "local" };
}

const metastore = ({ spec: { metastore } }: ChronikCluster) => ({
  "metastore.host": metastore.connection.host,
  "metastore.port": String(metastore.connection.port),
  "metastore.database": metastore.connection.database,
});

const monitoring = ({ spec: { monitoring } }: ChronikCluster) => ({
  "monitoring.prometheus.enabled": String(monitoring.prometheus),
  "monitoring.tracing.enabled": String(monitoring.tracing),
  ...(monitoring.otlpEndpoint && { "monitoring.otlp.endpoint": monitoring.otlpEndpoint }),
});
