import assert from "node:assert/strict";
import { test } from "node:test";
import { FormatRegistry } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { chronikCluster } from "../../../src/chronik/cluster/controller.ts";
import { customResourceDefinition } from "../../../src/schema/crd.ts";
import { NOW } from "../../support/arbitraries/situation.ts";
import {
  biggerVolumes,
  firstSyncWithoutSecret,
  invalidSpec,
  paused,
  production,
  restartWithheld,
  running,
  single,
  threeNodes,
  unifiedProduction,
} from "./situations.ts";

const { sync, finalize, customResource } = chronikCluster;

FormatRegistry.Set("date-time", (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text));

test("group, names and short name are those that custom resources in use have", () => {
  const { metadata, spec } = customResourceDefinition(customResource) as {
    metadata: { name?: string };
    spec: { group: string; names: { shortNames: string[]; kind: string }; versions: { name: string }[] };
  };
  assert.equal(metadata.name, "chronikclusters.chronik.stream");
  assert.deepEqual(spec.names.shortNames, ["ck"]);
  assert.equal(spec.names.kind, "ChronikCluster");
  assert.deepEqual(
    spec.versions.map(({ name }) => name),
    ["v1alpha1"],
  );
});

test("the API server refuses a name that would make an invalid child", () => {
  const root = JSON.parse(JSON.stringify(customResourceDefinition(customResource))).spec.versions[0].schema;
  const rules = root.openAPIV3Schema["x-kubernetes-validations"] as { rule: string; message: string }[];
  assert.ok(rules.some(({ rule }) => rule.includes("self.metadata.name.size() <= 41")));
  assert.ok(
    rules.every(({ message }) => message.startsWith("metadata.name must ")),
    "says which field it is",
  );
});

test("every status we write fits the schema: the API server drops what it does not know", () => {
  const tiered = [firstSyncWithoutSecret, running, production, invalidSpec, paused, biggerVolumes];
  const unified = [single, unifiedProduction, threeNodes, restartWithheld];
  for (const request of [...tiered, ...unified]) {
    assertKnown(sync(request, NOW).status);
    assertKnown(finalize(request, NOW).status);
  }
});

function assertKnown(status: object): void {
  assert.deepEqual([...Value.Errors(customResource.status, status)], []);
  assert.deepEqual(Value.Clean(customResource.status, structuredClone(status)), status);
}
