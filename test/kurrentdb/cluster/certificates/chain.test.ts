import assert from "node:assert/strict";
import { test } from "node:test";
import { found } from "./found.ts";
import { MIDDLE, middle, node, root } from "./made.ts";

test("intermediate certificates behind the members' own lead to the root", () => {
  const chained = node({ issuer: MIDDLE });
  assert.deepEqual(found({ tls: { "tls.crt": chained + middle() } }), []);
  const unsigned = [
    "wrong: No authority in Secret ca has signed tls.crt in Secret tls: put the one that did there, in a key that ends in " +
      ".crt, and intermediate ones behind the members' own in tls.crt",
  ];
  assert.deepEqual(found({ tls: { "tls.crt": chained } }), unsigned);
  assert.deepEqual(found({ tls: { "tls.crt": chained + middle({ ca: false }) } }), unsigned);
  assert.deepEqual(found({ tls: { "tls.crt": chained + middle({ to: "2026-12-10" }) } }), [
    "soon: certificate 2 of tls.crt in Secret tls expires on 2026-12-10, within 30 days: renew it before then",
  ]);
  assert.deepEqual(
    found({ tls: { "tls.crt": middle() + chained } }).length > 0,
    true,
    "the own one is first",
  );
});

test("a root among them stops the members", () =>
  assert.deepEqual(found({ tls: { "tls.crt": node() + root() } }), [
    "wrong: tls.crt in Secret tls has a self-signed certificate behind the members' own, and members do not start with " +
      "it: leave only intermediate ones there, and the root in Secret ca",
  ]));

test("an authority that did not sign the certificate is told, one that was made again as well", () => {
  const other = root({ commonName: "Somebody else", key: "other" });
  assert.deepEqual(found({ ca: { "ca.crt": other } }), [
    "wrong: No authority in Secret ca has signed tls.crt in Secret tls: put the one that did there, in a key that ends in " +
      ".crt, and intermediate ones behind the members' own in tls.crt",
  ]);
  assert.deepEqual(found({ ca: { "ca.crt": root({ key: "other" }) } }), [
    "wrong: tls.crt in Secret tls bears the name of an authority in Secret ca, but another key has signed it: sign it " +
      "again with the present authority, or put the former one beside it in a key of its own",
  ]);
  assert.deepEqual(
    found({ ca: { "ca.crt": root({ key: "ec-root" }) } }).length,
    1,
    "of a kind of key that could not have signed it",
  );
});
