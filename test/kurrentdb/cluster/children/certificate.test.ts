import assert from "node:assert/strict";
import { test } from "node:test";
import { addressesOf } from "../../../../src/kurrentdb/cluster/addresses.ts";
import { dialledNames } from "../../../../src/kurrentdb/cluster/certificates/shape.ts";
import { certificate } from "../../../../src/kurrentdb/cluster/children/certificate.ts";
import { clusterOf, planFor } from "../cluster-of.ts";

const made = (more: object = {}) => {
  const spec = { security: { issuerRef: { name: "ours" } }, ...more };
  const cluster = clusterOf(spec);
  const { security } = cluster;
  assert.ok(security.mode === "TLS" && security.issuer);
  const plan = planFor(spec);
  const { spec: asked } = certificate(cluster, plan, security, security.issuer);
  return {
    asked: asked as { dnsNames: string[]; secretName: string; issuerRef: object },
    dialled: dialledNames(addressesOf(cluster, plan)),
  };
};

test("it asks the issuer for the Secret that the members read", () => {
  const { asked } = made();
  assert.equal(asked.secretName, "events-tls");
  assert.deepEqual(asked.issuerRef, { name: "ours", kind: "Issuer", group: "cert-manager.io" });
});

for (const [what, more] of [
  ["three members", {}],
  ["read-only replicas, whose Service clients dial", { readOnlyReplicas: { replicas: 2 } }],
  [
    "members that are dialled from outside",
    { service: { type: "LoadBalancer", perNodeDomain: "example.com" } },
  ],
] as const) {
  test(`its names cover every one that is dialled: ${what}`, () => {
    const { asked, dialled } = made(more);
    const covers = (name: string) =>
      asked.dnsNames.includes(name) || asked.dnsNames.includes(name.replace(/^[^.]+/, "*"));
    assert.deepEqual(
      dialled.filter((name) => !covers(name)),
      [],
    );
  });
}

test("the read-only Service is named where there are read-only replicas, and else is none", () => {
  const service = "events-readonly.data.svc.cluster.local";
  assert.ok(made({ readOnlyReplicas: {} }).asked.dnsNames.includes(service));
  assert.ok(!made().asked.dnsNames.includes(service));
});
