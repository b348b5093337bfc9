import assert from "node:assert/strict";
import { test } from "node:test";
import { configMap } from "../../../../../src/chronik/cluster/tiered/children/config-map.ts";
import { clusterOf } from "../../cluster-of.ts";

/** The servers read these keys; a misspelt one is a setting that silently does not count. */
const backends = {
  local: [{ local: {} }, { "storage.backend": "local" }],
  "s3 at Amazon": [
    { s3: { bucket: "b", region: "eu-central-1", endpoint: null } },
    { "storage.backend": "s3", "storage.s3.bucket": "b", "storage.s3.region": "eu-central-1" },
  ],
  "s3 elsewhere": [
    { s3: { bucket: "b", region: "any", endpoint: "http://minio:9000" } },
    {
      "storage.backend": "s3",
      "storage.s3.bucket": "b",
      "storage.s3.region": "any",
      "storage.s3.endpoint": "http://minio:9000",
    },
  ],
  gcs: [{ gcs: { bucket: "b" } }, { "storage.backend": "gcs", "storage.gcs.bucket": "b" }],
  azure: [
    { azure: { container: "c", account: "a" } },
    { "storage.backend": "azure", "storage.azure.container": "c", "storage.azure.account": "a" },
  ],
} as const;

for (const [name, [backend, expected]] of Object.entries(backends)) {
  test(`storage: ${name}`, () => {
    const data = configMap(clusterOf({ storage: { backend } })).data ?? {};
    const storage = Object.entries(data).filter(([key]) => key.startsWith("storage."));
    assert.deepEqual(Object.fromEntries(storage), expected);
  });
}

test("metastore and monitoring, as text since a ConfigMap has nothing else", () => {
  const { data } = configMap(
    clusterOf({
      metastore: { connection: { host: "db", port: 6432, database: "topics" } },
      monitoring: { prometheus: true, tracing: true, otlpEndpoint: "http://otel:4317" },
    }),
  );
  assert.deepEqual(data, {
    "storage.backend": "local",
    "metastore.host": "db",
    "metastore.port": "6432",
    "metastore.database": "topics",
    "monitoring.prometheus.enabled": "true",
    "monitoring.tracing.enabled": "true",
    "monitoring.otlp.endpoint": "http://otel:4317",
  });
});

test("credentials are not in it: anybody who may view a namespace can read a ConfigMap", () => {
  const keys = Object.keys(configMap(clusterOf()).data ?? {});
  assert.deepEqual(
    keys.filter((key) => /user|password|secret/i.test(key)),
    [],
  );
});
