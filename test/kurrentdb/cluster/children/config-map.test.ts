import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { configMap } from "../../../../src/kurrentdb/cluster/children/config-map.ts";
import { CONFIG_FILE } from "../../../../src/kurrentdb/cluster/paths.ts";
import { clusterOf, planFor, TLS } from "../cluster-of.ts";

const text = (spec: object = {}) => configMap(clusterOf(spec), planFor(spec)).data![CONFIG_FILE]!;
const file = (spec: object = {}) => parse(text(spec)) as Record<string, unknown>;

function seeds(size: number, port: number): string {
  const members = Array.from(
    { length: size },
    (_, index) => `events-${index}.events-nodes.data.svc.cluster.local:${port}`,
  );
  return members.join(",");
}

const common = {
  ClusterSize: 3,
  NodeIp: "0.0.0.0",
  NodePort: 2113,
  ReplicationIp: "0.0.0.0",
  ReplicationPort: 1112,
  DiscoverViaDns: false,
  GossipSeed: seeds(3, 2113),
  ReplicationHeartbeatInterval: 1000,
  ReplicationHeartbeatTimeout: 2500,
  GossipTimeoutMs: 5000,
  LeaderElectionTimeoutMs: 2000,
  PrepareTimeoutMs: 3000,
  CommitTimeoutMs: 3000,
  Db: "/var/lib/kurrentdb",
  Log: "/var/log/kurrentdb",
  DisableLogFile: true,
  LogConsoleFormat: "Json",
};

test("members find each other by name, on the port they all have", () => {
  assert.deepEqual(file(), { ...common, Insecure: true });
  const moved = { replicas: 5, configuration: { nodePort: 3000 } };
  assert.deepEqual(file(moved), {
    ...common,
    ClusterSize: 5,
    NodePort: 3000,
    GossipSeed: seeds(5, 3000),
    Insecure: true,
  });
  const { GossipSeed: _, ...alone } = common;
  assert.deepEqual(file({ replicas: 1 }), { ...alone, ClusterSize: 1, Insecure: true }, "it refuses several");
});

test("with certificates it is not insecure, and says where they are mounted", () => {
  const paths = {
    CertificateFile: "/etc/kurrentdb-certificates/node/tls.crt",
    CertificatePrivateKeyFile: "/etc/kurrentdb-certificates/node/tls.key",
    TrustedRootCertificatesPath: "/etc/kurrentdb-certificates/ca",
    AllowAnonymousEndpointAccess: true,
  };
  assert.deepEqual(file({ security: TLS }), { ...common, ...paths });
  assert.deepEqual(file({ security: { ...TLS, reservedNodeCommonName: "*.events" } }), {
    ...common,
    ...paths,
    CertificateReservedNodeCommonName: "*.events",
  });
});

test("with TLS, metrics are open only where Prometheus is to scrape them without a user", () => {
  const isOpen = (monitoring: object) =>
    file({ security: TLS, monitoring }).AllowAnonymousEndpointAccess ?? false;
  assert.equal(isOpen({}), true);
  assert.equal(isOpen({ prometheus: false }), false);
  assert.equal(isOpen({ basicAuthSecret: "scraper" }), false);
});

test("the vendor's timeouts are defaults: people may set others", () => {
  const options = { GossipTimeoutMs: 700 };
  assert.equal(file({ configuration: { options } }).GossipTimeoutMs, 700);
});

test("people's options are in it, over ours where the operator does not own them", () => {
  const options = { StatsPeriodSec: 60, LogConsoleFormat: "Plain", Licensing: { BaseUrl: "https://l" } };
  assert.deepEqual(file({ configuration: { options } }), { ...common, ...options, Insecure: true });
});

test("text that looks like something else stays text", () => {
  const options = { LogConfig: "null", Section: { a: "yes", b: "1e3", c: "0x1F", d: "12:30", e: "~" } };
  const { LogConfig, Section } = file({ configuration: { options } });
  assert.deepEqual({ LogConfig, Section }, options);
});

test("the order in which people write options makes no other file, and restarts nothing", () => {
  const of = (options: object) => text({ configuration: { options } });
  assert.equal(of({ StatsPeriodSec: 1, A: { x: 1, y: 2 } }), of({ A: { y: 2, x: 1 }, StatsPeriodSec: 1 }));
});

test("it holds no password: anybody who may view a namespace can read a ConfigMap", () => {
  const spec = {
    security: TLS,
    users: { adminPasswordSecret: "admin", opsPasswordSecret: "ops" },
    licenseSecret: "licence",
    environmentSecret: "environment",
  };
  assert.doesNotMatch(text(spec), /password|licen[cs]e/i);
});
