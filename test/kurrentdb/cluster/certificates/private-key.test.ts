import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { found } from "./found.ts";
import { keyOf, keyPem, node } from "./made.ts";

test("a key that is not RSA is told, the certificate's or the other", () => {
  const says = [
    "wrong: tls.key in Secret tls or its certificate is not RSA, and the server takes no other: make both again with an " +
      "RSA key",
  ];
  const ofCurve = node({ key: "ec" });
  assert.deepEqual(found({ tls: { "tls.crt": ofCurve, "tls.key": keyPem("ec") } }), says);
  assert.deepEqual(found({ tls: { "tls.crt": ofCurve } }), says);
  assert.deepEqual(found({ tls: { "tls.key": keyPem("ec") } }), says);
  const sec1 = keyOf("ec").privateKey.export({ type: "sec1", format: "pem" }).toString();
  assert.deepEqual(found({ tls: { "tls.key": sec1 } }), says);
  const pss = generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).privateKey;
  assert.deepEqual(
    found({ tls: { "tls.key": pss.export({ type: "pkcs8", format: "pem" }).toString() } }),
    says,
    "RSA for signatures alone is another kind",
  );
});

test("a key that is not the certificate's is told", () => {
  const says = [
    "wrong: tls.key in Secret tls is not the key of the first certificate in tls.crt: store the two that were made " +
      "together, the members' own certificate first",
  ];
  assert.deepEqual(found({ tls: { "tls.key": keyPem("other") } }), says);
});

test("a key that the server cannot read is told, though others can", () => {
  const says = [
    "wrong: tls.key in Secret tls cannot be read: it must be one private key in PEM (PKCS #1 or PKCS #8) from the first " +
      "line to the last, with nothing before or after it",
  ];
  const key = keyPem("node");
  for (const text of [
    "",
    "not a key",
    `\n${key}`,
    `${key}\n`,
    `Bag Attributes\n${key}`,
    `${key}${node()}`,
    key.replace("MII", "???"),
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    node(),
  ]) {
    assert.deepEqual(found({ tls: { "tls.key": text } }), says, JSON.stringify(text.slice(0, 40)));
  }
  for (const text of [key.trimEnd(), key.replaceAll("\n", "\r\n"), `\uFEFF${key}`]) {
    assert.deepEqual(found({ tls: { "tls.key": text } }), []);
  }
});

test("a key with a password needs the password, and the new form", () => {
  const { privateKey } = keyOf("node");
  const cipher = { cipher: "aes-256-cbc", passphrase: "secret", format: "pem" } as const;
  const modern = { "tls.key": privateKey.export({ ...cipher, type: "pkcs8" }).toString() };
  assert.deepEqual(found({ tls: modern }), [
    "wrong: tls.key in Secret tls has a password that members do not know: store it without one, or give it to them as " +
      "KURRENTDB_CERTIFICATE_PRIVATE_KEY_PASSWORD in spec.environmentSecret",
  ]);
  assert.deepEqual(found({ tls: modern, hasKeyPassword: true }), []);
  const old = { "tls.key": privateKey.export({ ...cipher, type: "pkcs1" }).toString() };
  for (const hasKeyPassword of [false, true]) {
    assert.deepEqual(found({ tls: old, hasKeyPassword }), [
      "wrong: tls.key in Secret tls has a password in a form that the server cannot read: store it without one, or as " +
        "PKCS #8",
    ]);
  }
});
