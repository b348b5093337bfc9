import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readSettings, StartError } from "../../src/server/settings.ts";

const NAMES = ["chronik", "kurrentdb"];

test("without any, the settings have their defaults", () => {
  assert.deepEqual(readSettings({}, NAMES), {
    host: "127.0.0.1",
    webhookPort: 9443,
    metricsPort: 8080,
    healthPort: 8081,
    operators: NAMES,
    platform: { clusterDomain: "cluster.local" },
    logLevel: "info",
  });
});

test("each setting has its variable, and others are nobody's business", () => {
  const env = {
    PATH: "/bin",
    HOST: "0.0.0.0",
    WEBHOOK_PORT: "0",
    METRICS_PORT: "1",
    HEALTH_PORT: "65535",
    OPERATORS: " kurrentdb , chronik,kurrentdb",
    CLUSTER_DOMAIN: "k8s.example.com",
    LOG_LEVEL: "debug",
    TLS_CERT_FILE: "c",
    TLS_KEY_FILE: "k",
    TLS_CLIENT_CA_FILE: "a",
    AUTH_TOKEN_FILE: "t",
  };
  assert.deepEqual(readSettings(env, NAMES), {
    host: "0.0.0.0",
    webhookPort: 0,
    metricsPort: 1,
    healthPort: 65535,
    operators: ["chronik", "kurrentdb"],
    platform: { clusterDomain: "k8s.example.com" },
    logLevel: "debug",
    tls: { cert: "c", key: "k", clientCa: "a" },
    tokenFile: "t",
  });
});

describe("a wrong value stops the start with one line that names it", () => {
  const wrong: [NodeJS.ProcessEnv, RegExp][] = [
    [{ WEBHOOK_PORT: "65536" }, /^WEBHOOK_PORT must be a port .*65535, not "65536"$/],
    [{ METRICS_PORT: "-1" }, /^METRICS_PORT must be a port/],
    [{ HEALTH_PORT: "80a" }, /^HEALTH_PORT must be a port .*"80a"$/],
    [{ HEALTH_PORT: "80.5" }, /^HEALTH_PORT must be/],
    [{ WEBHOOK_PORT: "" }, /^WEBHOOK_PORT must be a port .*""$/],
    [{ WEBHOOK_PORT: "x", METRICS_PORT: "y" }, /^WEBHOOK_PORT .*; METRICS_PORT /],
    [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL must be one of trace, debug, .*"loud"$/],
    [{ OPERATORS: "chronic" }, /^OPERATORS has no operator named "chronic"; there are: chronik, kurrentdb$/],
    [{ OPERATORS: "chronik," }, /^OPERATORS has no operator named ""/],
    [{ OPERATORS: "" }, /^OPERATORS must be/],
    [{ HOST: "" }, /^HOST must be/],
    [
      { CLUSTER_DOMAIN: "cluster.local." },
      /^CLUSTER_DOMAIN must be the Kubernetes cluster's DNS domain .*"cluster\.local\."$/,
    ],
    [{ CLUSTER_DOMAIN: "" }, /^CLUSTER_DOMAIN must be/],
    [{ CLUSTER_DOMAIN: "Cluster.Local" }, /^CLUSTER_DOMAIN must be .* in small letters/],
    [{ CLUSTER_DOMAIN: "cluster local" }, /^CLUSTER_DOMAIN must be/],
    [{ CLUSTER_DOMAIN: "cluster..local" }, /^CLUSTER_DOMAIN must be/],
    [{ CLUSTER_DOMAIN: "-a.local" }, /^CLUSTER_DOMAIN must be/],
    [{ CLUSTER_DOMAIN: "a".repeat(64) }, /^CLUSTER_DOMAIN must be/],
    [{ CLUSTER_DOMAIN: Array(36).fill("ab").join(".") }, /^CLUSTER_DOMAIN must be/],
    [{ TLS_CERT_FILE: "c" }, /^TLS_CERT_FILE needs TLS_KEY_FILE$/],
    [{ TLS_KEY_FILE: "k" }, /^TLS_KEY_FILE needs TLS_CERT_FILE$/],
    [{ TLS_CLIENT_CA_FILE: "a" }, /^TLS_CLIENT_CA_FILE needs TLS_CERT_FILE/],
    [{ AUTH_TOKEN_FILE: "" }, /^AUTH_TOKEN_FILE must be the path of a file, not ""$/],
  ];
  for (const [env, message] of wrong) {
    test(JSON.stringify(env), () => {
      assert.throws(
        () => readSettings(env, NAMES),
        (error: Error) =>
          error instanceof StartError && message.test(error.message) && !error.message.includes("\n"),
      );
    });
  }
});
