import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { certificateExpiry, certificateFindings } from "../../../src/kurrentdb/cluster/certificates.ts";
import { runs } from "../../support/runs.ts";
import { dnsNames, found, NOW, secret } from "./certificates/found.ts";
import { keyPem, MIDDLE, middle, node, root } from "./certificates/made.ts";

test("a certificate of the recommended shape is found good, whoever made it", () => {
  assert.deepEqual(found(), []);
  assert.deepEqual(found({ tls: { "tls.key": keyPem("node", "pkcs1") } }), [], "as cert-manager writes it");
  assert.deepEqual(found({ reservedNodeCommonName: "eventstore-node" }), []);
  const file = (name: string) =>
    readFileSync(new URL(`certificates/openssl/${name}`, import.meta.url), "utf8");
  assert.deepEqual(
    found(
      {
        tls: { "tls.crt": file("node.crt"), "tls.key": file("node.key") },
        ca: { "ca.crt": file("authority.crt") },
      },
      "2030-01-01T00:00:00Z",
    ),
    [],
    "by openssl",
  );
});

test("one Secret may hold both, as cert-manager writes it", () => {
  const both = secret("tls", { "tls.crt": node(), "tls.key": keyPem("node"), "ca.crt": root() });
  const check = { node: both, authority: both, dnsNames, reservedNodeCommonName: undefined };
  assert.deepEqual(
    certificateFindings({ ...check, hasKeyPassword: false, ignoresClientAuth: false }, NOW),
    [],
  );
});

test("expiry is that of the first to expire of all that members show; nothing where they cannot be read", () => {
  const expiry = (text: string) => certificateExpiry(secret("tls", { "tls.crt": text }));
  const own = node({ to: "2027-03-01T12:30:05Z" });
  assert.equal(expiry(own), "2027-03-01T12:30:05Z");
  assert.equal(expiry(own + middle({ to: "2027-02-01T00:00:00Z" })), "2027-02-01T00:00:00Z");
  assert.equal(expiry(own + middle({ to: "2028-02-01T00:00:00Z" })), "2027-03-01T12:30:05Z");
  for (const text of ["", "nothing", own.replace("MII", "AAA")]) assert.equal(expiry(text), undefined);
});

test("a file without a certificate is told, with what is wrong besides", () => {
  const says =
    "wrong: tls.crt in Secret tls holds nothing that can be read: store PEM there, the members' own certificate first";
  const broken = node().replace("MII", "AAA");
  const spaced = node().replaceAll("\n", "\r\n\r\n  ");
  assert.deepEqual(found({ tls: { "tls.crt": spaced } }), [], "the server skips white space");
  for (const text of ["", "nothing", broken, `${node()}${broken}`, keyPem("node")]) {
    assert.deepEqual(found({ tls: { "tls.crt": text } }), [says], JSON.stringify(text.slice(0, 40)));
  }
  assert.equal(found({ tls: { "tls.crt": "", "tls.key": "" }, ca: {} }).length, 3);
});

test("many files make a short text, and are looked at in time", () => {
  const unsigned = middle();
  const ca = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [`ca-${1000 + index}.crt`, unsigned]),
  );
  assert.deepEqual(found({ ca }), [
    "wrong: Secret ca has in ca-1000.crt, ca-1001.crt, ca-1002.crt and 497 more a certificate that is not self-signed, " +
      "and members do not start with it: put the root authority there, and intermediate ones into tls.crt behind the " +
      "members' own",
  ]);
});

test("a chain that leads in a circle, or has no end, is given up", () => {
  const circle = node({ issuer: MIDDLE }) + middle({ issuer: MIDDLE }).repeat(300);
  assert.match(found({ tls: { "tls.crt": circle } }).join("\n"), /No authority in Secret ca has signed/);
});

test("bytes that are wrong anywhere are an answer, and never an error", () => {
  const good = [node(), root()].map((pem) => new X509Certificate(pem).raw);
  const change = fc.record({ which: fc.nat(1), at: fc.nat(), byte: fc.nat(255) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const [own, authority] = good.map((der, index) => {
        const copy = Buffer.from(der);
        for (const { which, at, byte } of changes) if (which === index) copy[at % copy.length] = byte;
        return `-----BEGIN CERTIFICATE-----\n${copy.toString("base64")}\n-----END CERTIFICATE-----\n`;
      });
      for (const text of found({ tls: { "tls.crt": own! }, ca: { "ca.crt": authority! } })) {
        assert.match(text, /^(wrong|soon): .+: .+/, "what is so, and what to do");
      }
    }),
    { numRuns: runs(300) },
  );
});
