import assert from "node:assert/strict";
import { test } from "node:test";
import { readCredentials } from "../../src/server/credentials.ts";
import { StartError } from "../../src/server/settings.ts";
import { pem, pemPath } from "../support/certificates.ts";
import { SecretVolume } from "../support/secret-volume.ts";

const cert = pemPath("server.crt");
const key = pemPath("server.key");
const missing = "/nowhere/file";
const TOKEN = "0123456789abcdef";

test("files that go together are taken", async () => {
  assert.deepEqual(await readCredentials({ tls: { cert, key, clientCa: pemPath("authority.crt") } }), {
    tls: { cert: pem("server.crt"), key: pem("server.key"), ca: pem("authority.crt") },
  });
});

test("a token may end with a newline, as files do", async (t) => {
  const volume = new SecretVolume({ token: `${TOKEN}\n` });
  t.after(() => volume.remove());
  assert.deepEqual(await readCredentials({ tokenFile: volume.file("token") }), {
    tokens: [TOKEN],
  });
});

test("another token may stand beside it while it is being changed", async (t) => {
  const other = "fedcba9876543210";
  const volume = new SecretVolume({ token: TOKEN, "other-token": other });
  t.after(() => volume.remove());
  assert.deepEqual(await readCredentials({ tokenFile: volume.file("token") }), { tokens: [TOKEN, other] });
});

test("what cannot be used is named, with its setting, in one line", async (t) => {
  const garbled = pem("server.crt").replace(/\n.{20}/, "\n????????????????????");
  const volume = new SecretVolume({
    empty: "",
    half: pem("server.crt").slice(0, 200),
    garbled,
    words: "a b",
    short: TOKEN.slice(1),
  });
  t.after(() => volume.remove());
  const wrong: [Parameters<typeof readCredentials>[0], RegExp][] = [
    [{ tls: { cert: missing, key } }, /^TLS_CERT_FILE \/nowhere\/file cannot be read: ENOENT$/],
    [{ tls: { cert, key: missing } }, /^TLS_KEY_FILE .* cannot be read: ENOENT$/],
    [{ tls: { cert, key, clientCa: missing } }, /^TLS_CLIENT_CA_FILE .* cannot be read: ENOENT$/],
    [{ tls: { cert: volume.path, key } }, /^TLS_CERT_FILE .* cannot be read: EISDIR$/],
    [{ tls: { cert: volume.file("half"), key } }, /^TLS_CERT_FILE .* contains no certificate$/],
    [
      { tls: { cert: volume.file("garbled"), key } },
      /^TLS_CERT_FILE .* contains a certificate that cannot be read$/,
    ],
    [
      { tls: { cert, key: pemPath("client.key") } },
      /^TLS_CERT_FILE .* and TLS_KEY_FILE .* do not go together: /,
    ],
    [
      { tls: { cert, key, clientCa: volume.file("empty") } },
      /^TLS_CLIENT_CA_FILE .* contains no certificate$/,
    ],
    [{ tokenFile: missing }, /^AUTH_TOKEN_FILE .* cannot be read: ENOENT$/],
    [{ tokenFile: volume.file("empty") }, /^AUTH_TOKEN_FILE .* is empty$/],
    [{ tokenFile: volume.file("words") }, /^AUTH_TOKEN_FILE .* contains more than one word$/],
    [{ tokenFile: volume.file("short") }, /^AUTH_TOKEN_FILE .* has fewer than 16 characters, and could be/],
  ];
  for (const [files, message] of wrong) {
    await assert.rejects(readCredentials(files), (error: Error) => {
      assert.ok(error instanceof StartError);
      assert.match(error.message, message);
      return !error.message.includes("\n");
    });
  }
});
