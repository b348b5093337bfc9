import assert from "node:assert/strict";
import { test } from "node:test";
import { secretNeeds } from "../../../../src/chronik/cluster/unified/secrets.ts";
import { SERVER_WITH_TLS, singleOf } from "./unified-of.ts";

const needs = (spec: object = {}) =>
  secretNeeds(singleOf(spec)).map(({ name, keys }) => `${name}: ${keys.join(", ")}`);

test("a node takes no Secret unless the spec names one: there is no database", () =>
  assert.deepEqual(needs(), []));

test("each Secret with the keys that are read of it", () =>
  assert.deepEqual(
    needs({
      adminApiKeySecret: "admin",
      usersSecret: "users",
      image: SERVER_WITH_TLS,
      security: { tlsEnabled: true, tlsSecret: "tls", mtlsEnabled: true },
      storage: { backend: { s3: { bucket: "b", region: "r", credentialsSecret: "store" } } },
      envFrom: [{ secretRef: { name: "more" } }],
    }),
    [
      "admin: api-key",
      "users: users",
      "tls: tls.crt, tls.key, ca.crt",
      "store: access-key, secret-key",
      "more: ",
    ],
  ));

test("a Secret for TLS that is not asked for is not needed", () =>
  assert.deepEqual(needs({ security: { tlsSecret: "tls" } }), []));
