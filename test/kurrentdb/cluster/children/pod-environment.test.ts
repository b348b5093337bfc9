import assert from "node:assert/strict";
import { test } from "node:test";
import { podEnvironment } from "../../../../src/kurrentdb/cluster/children/pod-environment.ts";
import { clusterOf, planFor, TLS } from "../cluster-of.ts";

const all = (spec: object = {}) => podEnvironment(clusterOf(spec), planFor(spec));

/** Plain variables by name; those read from elsewhere by where they come from. */
const variables = (spec: object = {}): Record<string, string | undefined> =>
  Object.fromEntries(
    all(spec).map(({ name, value, valueFrom }) => [
      name,
      valueFrom?.secretKeyRef
        ? `secret ${valueFrom.secretKeyRef.name} ${valueFrom.secretKeyRef.key}`
        : (valueFrom?.fieldRef?.fieldPath ?? value),
    ]),
  );

const self = "$(POD_NAME).events-nodes.data.svc.cluster.local";
const seed = (index: number, port = 2113) => `events-${index}.events-nodes.data.svc.cluster.local:${port}`;
const agreed = {
  KURRENTDB_CLUSTER_SIZE: "3",
  KURRENTDB_NODE_PORT: "2113",
  KURRENTDB_REPLICATION_PORT: "1112",
  KURRENTDB_DISCOVER_VIA_DNS: "false",
  KURRENTDB_GOSSIP_SEED: [0, 1, 2].map((index) => seed(index)).join(","),
  KURRENTDB_INSECURE: "true",
};
const common = {
  POD_NAME: "metadata.name",
  ...agreed,
  KURRENTDB_NODE_HOST_ADVERTISE_AS: self,
  KURRENTDB_REPLICATION_HOST_ADVERTISE_AS: self,
};

test("each member tells the others its own stable name, and knows what all agree on from its pod", () =>
  assert.deepEqual(variables(), common));

test("what members agree on is in the environment, which the server believes before the file", () => {
  const { KURRENTDB_GOSSIP_SEED: _, ...alone } = { ...common, KURRENTDB_CLUSTER_SIZE: "1" };
  assert.deepEqual(variables({ replicas: 1 }), alone);
  const { KURRENTDB_INSECURE: __, ...secured } = common;
  assert.deepEqual(variables({ security: TLS }), secured);
});

test("a read-only replica knows the members, and that it is none of them", () => {
  const spec = { readOnlyReplicas: {} };
  const names = podEnvironment(clusterOf(spec), planFor(spec), "readOnlyReplica");
  const value = (wanted: string) => names.find(({ name }) => name === wanted)?.value;
  assert.equal(value("KURRENTDB_READ_ONLY_REPLICA"), "true");
  assert.equal(value("KURRENTDB_GOSSIP_SEED"), agreed.KURRENTDB_GOSSIP_SEED);
  assert.equal(variables(spec).KURRENTDB_READ_ONLY_REPLICA, undefined);
});

test("clients outside are told another name, and the port behind it", () => {
  const service = { type: "LoadBalancer", perNodeDomain: "events.example.com" };
  assert.deepEqual(variables({ service, configuration: { nodePort: 3000 } }), {
    ...common,
    KURRENTDB_NODE_PORT: "3000",
    KURRENTDB_GOSSIP_SEED: [0, 1, 2].map((index) => seed(index, 3000)).join(","),
    KURRENTDB_ADVERTISE_HOST_TO_CLIENT_AS: "$(POD_NAME).events.example.com",
    KURRENTDB_ADVERTISE_NODE_PORT_TO_CLIENT_AS: "3000",
  });
});

test("passwords and licence come from their Secrets, under the names that the server reads", () => {
  const { KURRENTDB_INSECURE: _, ...secured } = common;
  assert.deepEqual(
    variables({
      security: TLS,
      users: { adminPasswordSecret: "admin", opsPasswordSecret: "ops" },
      licenseSecret: "licence",
    }),
    {
      ...secured,
      KURRENTDB_DEFAULT_ADMIN_PASSWORD: "secret admin password",
      KURRENTDB_DEFAULT_OPS_PASSWORD: "secret ops password",
      KURRENTDB__LICENSING__LICENSE_KEY: "secret licence licenseKey",
    },
  );
});

test("$(POD_NAME) is replaced, since it is defined before it is used", () =>
  assert.equal(all()[0]?.name, "POD_NAME"));

test("what people add comes last, and each name stands once", () => {
  const env = [
    { name: "KURRENTDB_LOG_LEVEL", value: "Debug" },
    { name: "TZ", value: "UTC" },
  ];
  const variables = all({ env, licenseSecret: "licence" });
  assert.deepEqual(variables.slice(-2), env);
  assert.equal(variables.filter(({ name }) => name === env[0]!.name).length, 1);
});
