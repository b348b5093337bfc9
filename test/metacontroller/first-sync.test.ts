import assert from "node:assert/strict";
import { test } from "node:test";
import { Value } from "@sinclair/typebox/value";
import { firstSync } from "../../src/metacontroller/first-sync.ts";
import { SyncRequest } from "../../src/metacontroller/hooks.ts";

const parent = {
  apiVersion: "example.org/v1",
  kind: "Widget",
  metadata: { name: "w", namespace: "data" },
  spec: {},
};

const request = firstSync(parent, [
  { kind: "NetworkPolicy.networking.k8s.io/v1", plural: "networkpolicies" },
  { kind: "ConfigMap.v1", plural: "configmaps" },
  {
    kind: "ServiceMonitor.monitoring.coreos.com/v1",
    plural: "servicemonitors",
    component: "prometheus-operator",
  },
]);

test("it is a request as Metacontroller makes it: each registered kind is there, and has no object", () => {
  assert.deepEqual([...Value.Errors(SyncRequest, request)], []);
  assert.deepEqual(request.children, { "NetworkPolicy.networking.k8s.io/v1": {}, "ConfigMap.v1": {} });
  assert.deepEqual(request.controller.spec.childResources, [
    { apiVersion: "networking.k8s.io/v1", resource: "networkpolicies" },
    { apiVersion: "v1", resource: "configmaps" },
  ]);
});
