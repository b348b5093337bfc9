import assert from "node:assert/strict";
import { test } from "node:test";
import { found } from "./found.ts";
import { MIDDLE, middle, node, ROOT, root } from "./made.ts";

test("an authority that is none is told", () => {
  assert.deepEqual(found({ ca: { "readme.txt": "x", "tls.crt": root() } }), [
    "wrong: Secret ca has no key that ends in .crt or .pem, so that members trust nobody: put the authority that signed " +
      "tls.crt into ca.crt",
  ]);
  assert.deepEqual(found({ ca: { "ca.crt": "nothing", "b.pem": root() } }), [
    "wrong: Secret ca has in ca.crt no certificate that can be read, and members do not start with it: put one there as " +
      "PEM",
  ]);
  const notSelfSigned =
    "a certificate that is not self-signed, and members do not start with it: put the root authority there, and " +
    "intermediate ones into tls.crt behind the members' own";
  assert.deepEqual(found({ tls: { "tls.crt": node({ issuer: MIDDLE }) }, ca: { "ca.crt": middle() } }), [
    `wrong: Secret ca has in ca.crt ${notSelfSigned}`,
  ]);
  const pretender = root({ issuer: { ...ROOT, key: "other" } });
  assert.deepEqual(
    found({ ca: { "ca.crt": root(), "b.crt": pretender } }),
    [`wrong: Secret ca has in b.crt ${notSelfSigned}`],
    "its own name, and another key's signature",
  );
  const noAuthority =
    "wrong: Secret ca has in ca.crt a certificate that is no authority, lacking CA: true or the usage cert sign: put the " +
    "one there that signed tls.crt";
  assert.deepEqual(found({ ca: { "ca.crt": root({ ca: false }) } }), [noAuthority]);
  assert.deepEqual(found({ ca: { "ca.crt": root({ keyUsage: "1" }) } }), [noAuthority]);
  assert.deepEqual(
    found({ ca: { "ca.crt": root({ ca: undefined, keyUsage: undefined }) } }),
    [],
    "version 1",
  );
});

test("two authorities overlap in two keys; in one, the server reads the first only", () => {
  const next = root({ commonName: "Next", key: "other" });
  assert.deepEqual(found({ ca: { "ca.crt": next, "ca-old.pem": root() } }), []);
  const bundle =
    "more than one certificate, of which the server reads the first only: give each a key of its own";
  assert.deepEqual(found({ ca: { "ca.crt": root() + next } }), [`wrong: Secret ca has in ca.crt ${bundle}`]);
  assert.deepEqual(found({ ca: { "ca.crt": next + root() } }), [`wrong: Secret ca has in ca.crt ${bundle}`]);
  assert.deepEqual(
    found({ ca: { "ca.crt": root() + next, "next.crt": next } }),
    [],
    "each is read somewhere",
  );
  assert.deepEqual(found({ ca: { "ca.crt": root() + root() } }), [], "the same twice");
});

test("a self-signed certificate may be its own authority", () => {
  const own = node({ issuer: undefined });
  assert.deepEqual(found({ tls: { "tls.crt": own }, ca: { "ca.crt": own } }), []);
});
