import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf, pluralOf, splitKind } from "../../src/kubernetes/object.ts";

test("plurals are those of the API server", () => {
  const plurals = {
    StatefulSet: "statefulsets",
    NetworkPolicy: "networkpolicies",
    Ingress: "ingresses",
    ServiceMonitor: "servicemonitors",
    ConfigMap: "configmaps",
  };
  for (const [kind, plural] of Object.entries(plurals)) assert.equal(pluralOf(kind), plural);
});

test("a kind is written as Metacontroller writes it, and taken apart again", () => {
  for (const [apiVersion, kind, key] of [
    ["v1", "Service", "Service.v1"],
    ["networking.k8s.io/v1", "NetworkPolicy", "NetworkPolicy.networking.k8s.io/v1"],
  ] as const) {
    assert.equal(kindOf({ apiVersion, kind }), key);
    assert.deepEqual(splitKind(key), { apiVersion, kind });
  }
});
