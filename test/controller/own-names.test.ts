import assert from "node:assert/strict";
import { test } from "node:test";
import { ownNameRules } from "../../src/controller/own-names.ts";

const of = (kind: string, name: string) => ({
  apiVersion: "v1",
  kind,
  metadata: { name, namespace: "data" },
});

test("each kind is one rule with the names of all its objects, and without any it is none", () =>
  assert.deepEqual(
    ownNameRules(
      [
        { kind: "ConfigMap.v1", plural: "configmaps", update: "InPlace" },
        { kind: "Service.v1", plural: "services", update: "InPlace" },
        { kind: "Secret.v1", plural: "secrets", update: "InPlace" },
      ],
      [of("Service", "a"), of("ConfigMap", "a-config"), of("Service", "a-nodes")],
      "data",
    ),
    [
      { apiVersion: "v1", resource: "configmaps", namespace: "data", names: ["a-config"] },
      { apiVersion: "v1", resource: "services", namespace: "data", names: ["a", "a-nodes"] },
    ],
  ));
