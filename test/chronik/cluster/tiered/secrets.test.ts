import assert from "node:assert/strict";
import { test } from "node:test";
import { secretNeeds } from "../../../../src/chronik/cluster/tiered/secrets.ts";
import { clusterOf } from "../cluster-of.ts";

/** What is needed, in reading form. */
const needs = (spec: object = {}) =>
  secretNeeds(clusterOf(spec)).map(({ name, keys, optional }) =>
    [name, ...keys, ...(optional ? ["(optional)"] : [])].join(" "),
  );

test("every cluster needs the database's credentials", () =>
  assert.deepEqual(needs({ metastore: { connection: { credentialsSecret: "db" } } }), [
    "db username password",
  ]));

test("TLS needs its certificate, mutual TLS the authority as well, and without TLS neither", () => {
  const tls = (security: object) => needs({ security: { tlsSecret: "tls", ...security } }).slice(1);
  assert.deepEqual(tls({}), []);
  assert.deepEqual(tls({ tlsEnabled: true }), ["tls tls.crt tls.key"]);
  assert.deepEqual(tls({ tlsEnabled: true, mtlsEnabled: true }), ["tls tls.crt tls.key ca.crt"]);
});

test("the environment's Secrets count as well: pods do not start without them", () =>
  assert.deepEqual(
    needs({
      env: [{ name: "TOKEN", valueFrom: { secretKeyRef: { name: "tokens", key: "api" } } }],
      envFrom: [{ secretRef: { name: "extra", optional: true } }, { configMapRef: { name: "plain" } }],
    }).slice(1),
    ["tokens api", "extra (optional)"],
  ));

test("pull secrets are the kubelet's, not the pods': a change of one restarts nothing", () =>
  assert.deepEqual(needs({ image: { pullSecrets: ["registry"] } }).slice(1), []));
