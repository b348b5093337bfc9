import assert from "node:assert/strict";
import { test } from "node:test";
import { secretNeeds } from "../../../src/kurrentdb/cluster/secrets.ts";
import { clusterOf, TLS } from "./cluster-of.ts";

/** What is needed, in reading form. */
const needs = (spec: object = {}) =>
  secretNeeds(clusterOf(spec)).map(({ name, keys, optional, reread }) =>
    [name, ...keys, ...(optional ? ["(optional)"] : []), ...(reread ? ["(re-read)"] : [])].join(" "),
  );

test("a cluster without certificates, users and licence needs none", () => assert.deepEqual(needs(), []));

test("certificates may be in one Secret, as cert-manager writes them, or in two; the server watches them", () => {
  assert.deepEqual(needs({ security: TLS }), ["tls tls.crt tls.key (re-read)", "tls ca.crt (re-read)"]);
  const two = { certificateSecret: "node", certificateAuthoritySecret: "ca" };
  assert.deepEqual(needs({ security: two }), ["node tls.crt tls.key (re-read)", "ca ca.crt (re-read)"]);
});

test("passwords are read at the first start only, licence and environment at each", () =>
  assert.deepEqual(
    needs({
      users: { adminPasswordSecret: "admin", opsPasswordSecret: "ops" },
      licenseSecret: "licence",
      environmentSecret: "environment",
    }),
    ["admin password (re-read)", "ops password (re-read)", "licence licenseKey", "environment"],
  ));

test("variables that are read from Secrets count as well: pods do not start without them", () =>
  assert.deepEqual(
    needs({
      env: [
        { name: "A", valueFrom: { secretKeyRef: { name: "tokens", key: "api" } } },
        { name: "B", valueFrom: { secretKeyRef: { name: "extra", key: "b", optional: true } } },
      ],
    }),
    ["tokens api", "extra b (optional)"],
  ));

test("pull secrets are the kubelet's, not the pods': a change of one restarts nothing", () =>
  assert.deepEqual(needs({ imagePullSecrets: ["registry"] }), []));
