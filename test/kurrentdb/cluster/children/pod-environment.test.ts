import assert from "node:assert/strict";
import { test } from "node:test";
import { podEnvironment } from "../../../../src/kurrentdb/cluster/children/pod-environment.ts";
import { clusterOf, planFor } from "../cluster-of.ts";

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
const common = {
  POD_NAME: "metadata.name",
  KURRENTDB_NODE_HOST_ADVERTISE_AS: self,
  KURRENTDB_REPLICATION_HOST_ADVERTISE_AS: self,
};

test("each member tells the others its own stable name", () => assert.deepEqual(variables(), common));

test("clients outside are told another name, and the port behind it", () => {
  const service = { type: "LoadBalancer", perNodeDomain: "events.example.com" };
  assert.deepEqual(variables({ service, configuration: { nodePort: 3000 } }), {
    ...common,
    KURRENTDB_ADVERTISE_HOST_TO_CLIENT_AS: "$(POD_NAME).events.example.com",
    KURRENTDB_ADVERTISE_NODE_PORT_TO_CLIENT_AS: "3000",
  });
});

test("passwords and licence come from their Secrets, under the names that the server reads", () =>
  assert.deepEqual(
    variables({
      users: { adminPasswordSecret: "admin", opsPasswordSecret: "ops" },
      licenseSecret: "licence",
    }),
    {
      ...common,
      KURRENTDB_DEFAULT_ADMIN_PASSWORD: "secret admin password",
      KURRENTDB_DEFAULT_OPS_PASSWORD: "secret ops password",
      KURRENTDB__LICENSING__LICENSE_KEY: "secret licence licenseKey",
    },
  ));

test("$(POD_NAME) is replaced, since it is defined before it is used", () =>
  assert.equal(all()[0]?.name, "POD_NAME"));

test("what people add wins over ours, and each name stands once", () => {
  const env = [
    { name: "KURRENTDB_NODE_HOST_ADVERTISE_AS", value: "elsewhere" },
    { name: "TZ", value: "UTC" },
  ];
  const variables = all({ env });
  const host = variables.filter(({ name }) => name === "KURRENTDB_NODE_HOST_ADVERTISE_AS");
  assert.deepEqual(host, [env[0]]);
  assert.equal(variables.at(-1)?.name, "TZ");
});
