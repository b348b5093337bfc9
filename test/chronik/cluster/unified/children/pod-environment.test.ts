import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChronikCluster } from "../../../../../src/chronik/cluster/cluster.ts";
import type { Broker } from "../../../../../src/chronik/cluster/unified/brokers.ts";
import { podEnvironment } from "../../../../../src/chronik/cluster/unified/children/pod-environment.ts";
import { brokersFrom, SERVER_WITH_TLS, singleOf, threeOf } from "../unified-of.ts";

/** Values as text, and where the others come from. */
const environment = (cluster: ChronikCluster, brokers: readonly Broker[] = brokersFrom(cluster)) =>
  Object.fromEntries(
    podEnvironment(cluster, brokers).map(({ name, value, valueFrom }) => [
      name,
      value ??
        valueFrom?.fieldRef?.fieldPath ??
        `${valueFrom?.secretKeyRef?.name}/${valueFrom?.secretKeyRef?.key}`,
    ]),
  );

test("a single node is told what to tell its clients, and nothing of a cluster", () =>
  assert.deepEqual(environment(singleOf()), {
    CHRONIK_DATA_DIR: "/data",
    CHRONIK_ADVERTISE: "events-server-client.data.svc:9092",
    CHRONIK_ADMIN_API_KEY: "metadata.uid",
    CHRONIK_SASL_NO_DEFAULTS: "1",
  }));

test("each of several nodes is the one of its pod's index, and all have the API on one port", () =>
  assert.deepEqual(environment(threeOf()), {
    CHRONIK_DATA_DIR: "/data",
    CHRONIK_NODE_ID: "metadata.labels['apps.kubernetes.io/pod-index']",
    CHRONIK_CONFIG: "/etc/chronik/config/chronik.toml",
    CHRONIK_UNIFIED_API_PORT: "6092",
    CHRONIK_ADMIN_API_KEY: "metadata.uid",
    CHRONIK_SASL_NO_DEFAULTS: "1",
  }));

test("the Kubernetes node's address comes before what refers to it", () => {
  const cluster = singleOf({ network: { serviceType: "NodePort", nodePort: 31_000 } });
  const names = podEnvironment(cluster, brokersFrom(cluster)).map(({ name }) => name);
  assert.equal(environment(cluster).CHRONIK_ADVERTISE, "$(HOST_IP):31000");
  assert.equal(environment(cluster).HOST_IP, "status.hostIP");
  assert.ok(names.indexOf("HOST_IP") < names.indexOf("CHRONIK_ADVERTISE"), "or it stays as it is written");
});

test("nodes that are asked under another port are each other's by number", () => {
  const brokers = [1, 2, 3].map((node) => ({ node, host: "h", port: 31_000 + node, apiPort: 30_500 + node }));
  assert.equal(environment(threeOf(), brokers).CHRONIK_UNIFIED_API_PORT_NODE_2, "30502");
});

test("with users of one's own the switch that leaves no users at all stays off", () => {
  const { CHRONIK_SASL_USERS, CHRONIK_SASL_NO_DEFAULTS } = environment(singleOf({ usersSecret: "users" }));
  assert.equal(CHRONIK_SASL_USERS, "users/users");
  assert.equal(CHRONIK_SASL_NO_DEFAULTS, undefined);
});

test("the administrative API always has a key: the server lets in everybody without one", () =>
  assert.equal(environment(singleOf({ adminApiKeySecret: "admin" })).CHRONIK_ADMIN_API_KEY, "admin/api-key"));

test("TLS, and client certificates only where they are asked for", () => {
  const security = { tlsEnabled: true, tlsSecret: "tls" };
  const plain = environment(singleOf({ image: SERVER_WITH_TLS, security }));
  assert.equal(plain.CHRONIK_TLS_CERT, "/etc/chronik/tls/tls.crt");
  assert.equal(plain.CHRONIK_TLS_KEY, "/etc/chronik/tls/tls.key");
  assert.equal(plain.CHRONIK_TLS_CA_CERT, undefined, "with a CA the server asks for certificates");
  const mutual = environment(
    singleOf({ image: SERVER_WITH_TLS, security: { ...security, mtlsEnabled: true } }),
  );
  assert.equal(mutual.CHRONIK_TLS_CA_CERT, "/etc/chronik/tls/ca.crt");
  assert.equal(mutual.CHRONIK_TLS_REQUIRE_CLIENT_CERT, "true");
});

test("what the user adds wins", () => {
  const env = [
    { name: "CHRONIK_ADVERTISE", value: "mine:1" },
    { name: "RUST_LOG", value: "debug" },
  ];
  const found = environment(singleOf({ env }));
  assert.equal(found.CHRONIK_ADVERTISE, "mine:1");
  assert.equal(found.RUST_LOG, "debug");
});
