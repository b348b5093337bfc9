import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { certificatesOfPem, readCertificate } from "../../../../src/kurrentdb/cluster/certificates/pem.ts";
import { keyPem, node, root } from "./made.ts";

const own = new X509Certificate(node());

test("every certificate of a text is found, whatever stands between", () => {
  const text = `Bag Attributes\n${node()}\n# root\n${root()}${keyPem("node")}`;
  assert.deepEqual(certificatesOfPem(text), [own.raw, new X509Certificate(root()).raw]);
  assert.deepEqual(certificatesOfPem(keyPem("node")), []);
  assert.deepEqual(certificatesOfPem("-----BEGIN CERTIFICATE-----\nAAAA"), [], "cut short");
});

test("a certificate is read from PEM, the first one, and from DER", () => {
  assert.equal(readCertificate(Buffer.from(node() + root()))?.fingerprint256, own.fingerprint256);
  assert.equal(readCertificate(own.raw)?.fingerprint256, own.fingerprint256);
});

test("what is none, or has a date that is none, is not read", () => {
  assert.equal(readCertificate(Buffer.from("")), undefined);
  assert.equal(readCertificate(Buffer.from(keyPem("node"))), undefined);
  const dateless = Buffer.from(own.raw);
  dateless.write("2026ab", dateless.indexOf("20260101"));
  assert.equal(readCertificate(dateless), undefined);
});
