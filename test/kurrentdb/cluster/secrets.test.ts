import assert from "node:assert/strict";
import { test } from "node:test";
import { authorityKeysOf, passwordsChecksum, secretNeeds } from "../../../src/kurrentdb/cluster/secrets.ts";
import { clusterOf, TLS } from "./cluster-of.ts";

/** What is needed, in reading form. */
const needs = (spec: object = {}) =>
  secretNeeds(clusterOf(spec)).map(({ name, keys, optional, reread }) =>
    [name, ...keys, ...(optional ? ["(optional)"] : []), ...(reread ? ["(re-read)"] : [])].join(" "),
  );

test("a cluster without certificates, users and licence needs none", () => assert.deepEqual(needs(), []));

test("certificates may be in one Secret, as cert-manager writes them, or in two; pods are told of new ones", () => {
  assert.deepEqual(needs({ security: TLS }), ["tls tls.crt tls.key (re-read)", "tls ca.crt (re-read)"]);
  const two = { certificateSecret: "node", certificateAuthoritySecret: "ca" };
  assert.deepEqual(needs({ security: two }), ["node tls.crt tls.key (re-read)", "ca ca.crt (re-read)"]);
});

test("passwords are read at the first start only, licence and environment at each", () =>
  assert.deepEqual(
    needs({
      security: TLS,
      users: { adminPasswordSecret: "admin", opsPasswordSecret: "ops" },
      licenseSecret: "licence",
      environmentSecret: "environment",
    }),
    [
      "tls tls.crt tls.key (re-read)",
      "tls ca.crt (re-read)",
      "admin password (re-read)",
      "ops password (re-read)",
      "licence licenseKey",
      "environment",
    ],
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

test("with rotation by restart, pods restart for what is in the certificates' Secrets", () => {
  const security = { ...TLS, certificateRotation: "Restart" };
  assert.deepEqual(needs({ security }), ["tls tls.crt tls.key", "tls ca.crt"]);
});

test("every key of the authority's Secret that is an authority counts, and the certificate is none", () => {
  const secret = (...keys: string[]) => ({ data: Object.fromEntries(keys.map((key) => [key, ""])) });
  assert.deepEqual(authorityKeysOf(secret("tls.crt", "tls.key", "old.pem", "ca.crt")), ["ca.crt", "old.pem"]);
  assert.deepEqual(authorityKeysOf(secret("tls.crt", "tls.key")), ["ca.crt"], "which is told as missing");
  assert.deepEqual(authorityKeysOf(undefined), ["ca.crt"]);
});

test("passwords have a fingerprint that tells nothing, and that another password changes", () => {
  const cluster = clusterOf({ security: TLS, users: { adminPasswordSecret: "admin" } });
  const of = (password: string, salt = "uid") =>
    passwordsChecksum(cluster, () => ({ data: { password } }), salt);
  assert.match(of("a")!, /^[0-9a-f]{16}$/);
  assert.equal(of("a"), of("a"));
  assert.notEqual(of("a"), of("b"));
  assert.notEqual(of("a"), of("a", "another"));
  assert.equal(
    passwordsChecksum(clusterOf(), () => undefined, "uid"),
    undefined,
  );
});
