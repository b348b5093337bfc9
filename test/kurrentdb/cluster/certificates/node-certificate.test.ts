import assert from "node:assert/strict";
import { test } from "node:test";
import { found } from "./found.ts";
import { CLIENT_AUTH, DOMAIN, node, SERVER_AUTH, SERVICE } from "./made.ts";

test("names that are dialled and not in it are told, and how to go on", () => {
  const wildcard = { "tls.crt": node({ dnsNames: [`*.${DOMAIN}`, SERVICE] }) };
  assert.deepEqual(found({ tls: wildcard }), [
    `wrong: tls.crt in Secret tls does not name ${DOMAIN}, by which members or clients are dialled: make it again with ` +
      "these DNS names too",
  ]);
  const others = { "tls.crt": node({ dnsNames: ["*.local", `*.default.svc.cluster.local`] }) };
  assert.deepEqual(found({ tls: others }), [
    `wrong: tls.crt in Secret tls does not name events-0.${DOMAIN}, events-1.${DOMAIN} and events-2.${DOMAIN}, by which ` +
      "members or clients are dialled: make it again with these DNS names too",
  ]);
  const none =
    `wrong: tls.crt in Secret tls does not name events-0.${DOMAIN}, events-1.${DOMAIN}, events-2.${DOMAIN} and 2 more, ` +
    "by which members or clients are dialled: make it again with these DNS names too";
  assert.deepEqual(found({ tls: { "tls.crt": node({ dnsNames: undefined }) } }), [none]);
  assert.deepEqual(
    found({ tls: { "tls.crt": node({ dnsNames: undefined, commonName: SERVICE }) } }),
    [none],
    "a common name is no DNS name",
  );
});

test("a wildcard stands for one whole label and needs two behind it, as the server has it", () => {
  const matches = (pattern: string, name: string) =>
    found({ tls: { "tls.crt": node({ dnsNames: [pattern] }) }, dnsNames: [name] }).length === 0;
  assert.ok(matches("*.events.example", "events-0.events.example"));
  assert.ok(matches("*.Events.example", "events-0.events.EXAMPLE"));
  assert.ok(!matches("*.example", "events.example"), "two labels are too few");
  assert.ok(!matches("*.events.example", "events.example"));
  assert.ok(!matches("*.events.example", "events-0.a.events.example"));
  assert.ok(!matches("events-*.events.example", "events-0.events.example"));
  assert.ok(!matches("events-0.*.example", "events-0.events.example"));
});

test("a common name that peers refuse is told", () => {
  const named = (commonName: string | string[], reservedNodeCommonName?: string) =>
    found({ tls: { "tls.crt": node({ commonName }) }, reservedNodeCommonName });
  const none =
    "wrong: tls.crt in Secret tls has no common name, by which members know each other: make it again with the common " +
    "name eventstore-node";
  assert.deepEqual(named([]), [none]);
  assert.deepEqual(named(""), [none]);
  assert.deepEqual(named("a".repeat(65)), [
    "wrong: The common name of tls.crt in Secret tls has more than 64 characters: make it again with the common name " +
      "eventstore-node",
  ]);
  assert.deepEqual(named("a".repeat(64)), []);
  assert.deepEqual(named(["other", "eventstore-node"], "eventstore-node"), [], "the last one counts");
  assert.deepEqual(named("someone", "eventstore-node"), [
    "wrong: The common name of tls.crt in Secret tls does not match spec.security.reservedNodeCommonName " +
      "eventstore-node, and members do not start with it: make it again with the common name eventstore-node, or " +
      "correct the field",
  ]);
  assert.deepEqual(named("a.events.example", "*.events.example"), []);
  assert.deepEqual(named("*.events.example", "*.events.example"), []);
  const nothing =
    "wrong: The common name of tls.crt in Secret tls matches nothing, itself neither, so that members refuse each other " +
    "(a wildcard needs two labels behind it): make it again with the common name eventstore-node";
  assert.deepEqual(named("*.eventstore"), [nothing]);
  assert.deepEqual(named("Event Store"), [nothing]);
  assert.deepEqual(named("*.eventstore", "*.eventstore"), [
    "wrong: spec.security.reservedNodeCommonName *.eventstore matches no common name: write at most 64 letters, " +
      "digits, dashes and dots, with a wildcard only in front of two labels, as in *.members.eventstore-node",
  ]);
});

test("usages that peers ask for are told", () => {
  const used = (changed: Parameters<typeof node>[0], ignoresClientAuth = false) =>
    found({ tls: { "tls.crt": node(changed) }, ignoresClientAuth });
  const lacks = (usages: string) => [
    `wrong: tls.crt in Secret tls lacks the usages ${usages}, so that members refuse each other: make it again with ` +
      "digital signature, key encipherment, server auth, client auth",
  ];
  assert.deepEqual(used({ extended: [SERVER_AUTH] }), lacks("client auth"));
  assert.deepEqual(used({ extended: [SERVER_AUTH] }, true), [], "DisableClientAuthEkuValidation");
  assert.deepEqual(used({ extended: [CLIENT_AUTH] }, true), lacks("server auth"));
  assert.deepEqual(used({ extended: undefined }), [], "not limited");
  assert.deepEqual(used({ keyUsage: "1" }), lacks("key encipherment"));
  assert.deepEqual(used({ keyUsage: "10001" }), [], "key agreement will do");
  assert.deepEqual(
    used({ keyUsage: "001", extended: [] }),
    lacks("digital signature, server auth, client auth"),
  );
  assert.deepEqual(used({ keyUsage: undefined }), lacks("digital signature, key encipherment"));
});
