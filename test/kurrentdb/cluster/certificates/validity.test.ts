import assert from "node:assert/strict";
import { test } from "node:test";
import { found } from "./found.ts";
import { node, root } from "./made.ts";

test("an end of validity is told when it is past, 7 days and 30 days ahead, in words that stay the same meanwhile", () => {
  const at = (now: string, changed: Parameters<typeof node>[0] = { to: "2027-03-31T10:00:00Z" }) =>
    found({ tls: { "tls.crt": node(changed) } }, now);
  assert.deepEqual(at("2027-03-01T09:59:59Z"), []);
  const soon = ["soon: tls.crt in Secret tls expires on 2027-03-31, within 30 days: renew it before then"];
  assert.deepEqual(at("2027-03-01T10:00:00Z"), soon);
  assert.deepEqual(at("2027-03-24T09:59:59Z"), soon);
  const now = ["soon: tls.crt in Secret tls expires on 2027-03-31, within 7 days: renew it before then"];
  assert.deepEqual(at("2027-03-24T10:00:00Z"), now);
  assert.deepEqual(at("2027-03-31T10:00:00Z"), now);
  const past = ["wrong: tls.crt in Secret tls expired on 2027-03-31: renew it"];
  assert.deepEqual(at("2027-03-31T10:00:01Z"), past);
  assert.deepEqual(at("2027-06-01T00:00:00Z"), past);
  assert.deepEqual(at("2026-11-25T00:00:00Z", { from: "2026-12-01" }), [
    "wrong: tls.crt in Secret tls is not valid before 2026-12-01: wait until then, or make it again",
  ]);
});

test("those that signed it must be valid as well", () => {
  const signed = { "ca.crt": root({ to: "2026-12-01" }) };
  assert.deepEqual(found({ ca: signed }), [
    "soon: ca.crt in Secret ca expires on 2026-12-01, within 7 days: renew it before then",
  ]);
  assert.deepEqual(found({ ca: signed }, "2027-01-01T00:00:00Z"), [
    "wrong: ca.crt in Secret ca expired on 2026-12-01: renew it",
  ]);
  const renewed = { ...signed, "new.pem": root({ to: "2028-01-01" }) };
  assert.deepEqual(found({ ca: renewed }, "2027-01-01T00:00:00Z"), [], "of one key, so either will do");
  const former = {
    "ca.crt": root(),
    "old.crt": root({ commonName: "Former", key: "old", to: "2026-01-02" }),
  };
  assert.deepEqual(found({ ca: former }), [], "one that signed nothing may expire");
});
