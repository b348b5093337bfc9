import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { keyUsages, maySign } from "../../../../src/kurrentdb/cluster/certificates/extensions.ts";
import { node, root } from "./made.ts";

const usages = (pem: string) => keyUsages(new X509Certificate(pem));
const signs = (pem: string) => maySign(new X509Certificate(pem));
const openssl = (file: string) => readFileSync(new URL(`openssl/${file}`, import.meta.url), "utf8");

test("the usages are those of the certificate, in cert-manager's words", () => {
  assert.deepEqual(usages(node()), ["digital signature", "key encipherment"]);
  assert.deepEqual(usages(openssl("node.crt")), ["digital signature", "key encipherment"]);
  assert.deepEqual(usages(root()), ["cert sign", "crl sign"]);
  assert.deepEqual(usages(node({ keyUsage: "11111111" })), [
    "digital signature",
    "content commitment",
    "key encipherment",
    "data encipherment",
    "key agreement",
    "cert sign",
    "crl sign",
  ]);
  assert.deepEqual(usages(node({ keyUsage: "0" })), []);
});

test("no extension is no limit", () => {
  assert.equal(usages(node({ keyUsage: undefined })), undefined);
  assert.equal(usages(root({ keyUsage: undefined, ca: undefined })), undefined, "no extensions at all");
  const many = node({ dnsNames: Array.from({ length: 3000 }, (_, index) => `events-${index}.example.com`) });
  assert.deepEqual(usages(many), ["digital signature", "key encipherment"], "lengths of three bytes");
});

test("an authority is one that says so and may sign, or that is too old to say anything", () => {
  assert.ok(signs(root()));
  assert.ok(signs(openssl("authority.crt")));
  assert.ok(signs(root({ keyUsage: undefined })));
  assert.ok(signs(root({ ca: undefined })), "the usage will do");
  assert.ok(signs(root({ ca: undefined, keyUsage: undefined })));
  assert.ok(!signs(root({ ca: false })));
  assert.ok(!signs(root({ keyUsage: "101" })));
  assert.ok(!signs(node()));
  assert.ok(!signs(openssl("node.crt")));
});
