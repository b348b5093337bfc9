import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Addresses,
  certificateShape,
  dialledNames,
} from "../../../../src/kurrentdb/cluster/certificates/shape.ts";
import { found } from "./found.ts";
import { DOMAIN, node, SERVICE } from "./made.ts";

const inside: Addresses = {
  nodesDomain: DOMAIN,
  pods: ["events-0", "events-1", "events-2", "events-read-0"],
  services: [SERVICE, "events-read.default.svc.cluster.local"],
};
const voters = ["events-0", "events-1", "events-2"];
const outside: Addresses = { ...inside, outside: { domain: "events.example.com", pods: voters } };

test("every name is told under which something is dialled", () => {
  assert.deepEqual(dialledNames(inside), [
    `events-0.${DOMAIN}`,
    `events-1.${DOMAIN}`,
    `events-2.${DOMAIN}`,
    `events-read-0.${DOMAIN}`,
    DOMAIN,
    SERVICE,
    "events-read.default.svc.cluster.local",
  ]);
  assert.deepEqual(dialledNames(outside).slice(-3), [
    "events-0.events.example.com",
    "events-1.events.example.com",
    "events-2.events.example.com",
  ]);
});

test("the shape is that of a certificate that works, in cert-manager's fields", () =>
  assert.deepEqual(certificateShape(outside), {
    commonName: "eventstore-node",
    dnsNames: [
      `*.${DOMAIN}`,
      DOMAIN,
      SERVICE,
      "events-read.default.svc.cluster.local",
      "*.events.example.com",
    ],
    privateKey: { algorithm: "RSA", size: 2048 },
    usages: ["digital signature", "key encipherment", "server auth", "client auth"],
  }));

test("members that are to know each other by a name have it", () =>
  assert.equal(certificateShape(inside, "*.events.example").commonName, "*.events.example"));

test("a certificate of the shape passes the check of every name, also of a cluster that has grown", () => {
  const short: Addresses = { ...inside, outside: { domain: "lan", pods: voters } };
  for (const addresses of [inside, outside, short]) {
    for (const reserved of [undefined, "eventstore-node", "*.members.events", "a.b"]) {
      const { commonName, dnsNames } = certificateShape(addresses, reserved);
      const tls = { "tls.crt": node({ commonName, dnsNames }) };
      const names = dialledNames(addresses);
      assert.deepEqual(found({ tls, dnsNames: names, reservedNodeCommonName: reserved }), []);
    }
  }
  const grown = dialledNames({ ...outside, pods: [...inside.pods, "events-4"] });
  const { dnsNames } = certificateShape(outside);
  assert.deepEqual(found({ tls: { "tls.crt": node({ dnsNames }) }, dnsNames: grown }), []);
});
