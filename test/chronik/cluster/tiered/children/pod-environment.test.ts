/** The variables that the server binaries read; the names and paths are those of the earlier operator. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { podEnvironment } from "../../../../../src/chronik/cluster/tiered/children/pod-environment.ts";
import { ROLES, type Role } from "../../../../../src/chronik/cluster/tiered/roles.ts";
import { clusterOf } from "../../cluster-of.ts";

/** Plain variables by name; those read from elsewhere by where they come from. */
const variables = (role: Role, spec: object = {}): Record<string, string | undefined> =>
  Object.fromEntries(
    podEnvironment(clusterOf(spec), role).map(({ name, value, valueFrom }) => [
      name,
      valueFrom?.secretKeyRef
        ? `secret ${valueFrom.secretKeyRef.name} ${valueFrom.secretKeyRef.key}`
        : (valueFrom?.fieldRef?.fieldPath ?? value),
    ]),
  );

const common = (role: Role) => ({
  CHRONIK_ROLE: role,
  CHRONIK_CLUSTER_NAME: "events",
  CHRONIK_NAMESPACE: "metadata.namespace",
  CHRONIK_CONFIG_PATH: "/etc/chronik/config",
  METRICS_PORT: "8080",
  HEALTH_PORT: "8081",
  DATABASE_USER: "secret chronik-postgres-secret username",
  DATABASE_PASSWORD: "secret chronik-postgres-secret password",
});

test("controllers know their number, their peers and where their log is", () =>
  assert.deepEqual(variables("controller"), {
    ...common("controller"),
    POD_INDEX: "metadata.labels['apps.kubernetes.io/pod-index']",
    NODE_ID: "1$(POD_INDEX)",
    PEERS: "10,11,12",
    METADATA_PATH: "/var/lib/chronik/metadata",
  }));

test("ingest knows the controllers, where to keep segments, and where to listen, which is what it tells clients", () =>
  assert.deepEqual(variables("ingest"), {
    ...common("ingest"),
    CHRONIK_CONTROLLER_SERVICE: "events-controller.data.svc.cluster.local:9090",
    POD_IP: "status.podIP",
    BIND_ADDRESS: "$(POD_IP):9092",
    STORAGE_PATH: "/var/lib/chronik/segments",
  }));

test("search knows the controllers", () =>
  assert.deepEqual(variables("search"), {
    ...common("search"),
    CHRONIK_CONTROLLER_SERVICE: "events-controller.data.svc.cluster.local:9090",
  }));

test("no node has the number 0, which Raft refuses, and no two have the same", () => {
  const peers = variables("controller", { controllers: 25 }).PEERS?.split(",") ?? [];
  assert.equal(new Set(peers).size, 25);
  assert.ok(peers.every((peer) => Number(peer) > 0));
  // Pod 24 reads NODE_ID=1$(POD_INDEX), and must find itself among them.
  assert.ok(peers.includes("124"));
});

test("a single controller has no peers, and an autoscaler's controllers those there are always", () => {
  assert.equal(variables("controller", { controllers: 1 }).PEERS, undefined);
  const autoscaling = { controllers: { minReplicas: 2, maxReplicas: 9 } };
  assert.equal(variables("controller", { controllers: 5, autoscaling }).PEERS, "10,11");
});

test("$(POD_INDEX) is replaced, since it is defined before it is used", () => {
  const names = podEnvironment(clusterOf(), "controller").map(({ name }) => name);
  assert.ok(names.indexOf("POD_INDEX") < names.indexOf("NODE_ID"));
});

test("TLS, and client certificates only when they are asked for", () => {
  const tls = { TLS_CERT_PATH: "/etc/chronik/tls/tls.crt", TLS_KEY_PATH: "/etc/chronik/tls/tls.key" };
  const mutual = { ...tls, TLS_CA_PATH: "/etc/chronik/tls/ca.crt", TLS_REQUIRE_CLIENT_CERT: "true" };
  const of = (security: object) =>
    Object.fromEntries(
      Object.entries(variables("ingest", { security })).filter(([name]) => name.startsWith("TLS_")),
    );
  assert.deepEqual(of({ tlsSecret: "tls" }), {});
  assert.deepEqual(of({ tlsEnabled: true, tlsSecret: "tls" }), tls);
  assert.deepEqual(of({ tlsEnabled: true, tlsSecret: "tls", mtlsEnabled: true }), mutual);
});

test("tracing speaks OpenTelemetry's own names, and says which component of which cluster it is", () => {
  for (const role of ROLES) {
    const monitoring = { tracing: true, otlpEndpoint: "http://otel:4317" };
    const traces = Object.entries(variables(role, { monitoring })).filter(([name]) =>
      name.startsWith("OTEL_"),
    );
    assert.deepEqual(Object.fromEntries(traces), {
      OTEL_TRACES_EXPORTER: "otlp",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://otel:4317",
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_SERVICE_NAME: `chronik-${role}`,
      OTEL_RESOURCE_ATTRIBUTES: "service.namespace=data,chronik.cluster=events",
    });
  }
  const silent = { monitoring: { tracing: true } };
  assert.ok(!("OTEL_TRACES_EXPORTER" in variables("ingest", silent)), "traces need somewhere to go");
});

test("what people add wins over ours, and each name stands once", () => {
  const env = [
    { name: "STORAGE_PATH", value: "/elsewhere" },
    { name: "RUST_LOG", value: "debug" },
  ];
  const all = podEnvironment(clusterOf({ env }), "ingest");
  assert.equal(all.find(({ name }) => name === "STORAGE_PATH")?.value, "/elsewhere");
  assert.equal(all.at(-1)?.name, "RUST_LOG");
  assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
});
