import assert from "node:assert/strict";
import { test } from "node:test";
import { FormatRegistry } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { kurrentDB } from "../../../src/kurrentdb/cluster/controller.ts";
import { customResourceDefinition } from "../../../src/schema/crd.ts";
import { NOW } from "../../support/arbitraries/situation.ts";
import {
  biggerVolumes,
  deleting,
  growing,
  invalidSpec,
  paused,
  perNode,
  production,
  productionWithoutSecrets,
  running,
  sample,
  shrinkNotConfirmed,
  stopped,
  tlsSwitched,
} from "./situations.ts";

const { sync, finalize, customResource } = kurrentDB;

FormatRegistry.Set("date-time", (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text));

test("group, names and short name are those that custom resources in use have", () => {
  const { metadata, spec } = customResourceDefinition(customResource) as {
    metadata: { name?: string };
    spec: { group: string; names: { shortNames: string[]; kind: string }; versions: { name: string }[] };
  };
  assert.equal(metadata.name, "kurrentdbs.kurrent.io");
  assert.deepEqual([spec.names.kind, spec.names.shortNames], ["KurrentDB", ["kdb"]]);
  assert.deepEqual(
    spec.versions.map(({ name }) => name),
    ["v1alpha1"],
  );
});

test("the API server refuses a name that would make an invalid child", () => {
  const root = JSON.parse(JSON.stringify(customResourceDefinition(customResource))).spec.versions[0].schema;
  const rules = root.openAPIV3Schema["x-kubernetes-validations"] as { rule: string; message: string }[];
  assert.ok(rules.some(({ rule }) => rule.includes("self.metadata.name.size() <= 52")));
  assert.ok(
    rules.every(({ message }) => message.startsWith("metadata.name must ")),
    "says which field it is",
  );
});

test("kubectl get shows phase, ready members, version and age, and -o wide how secure it is", () => {
  const shown = (wide: boolean) =>
    customResource.columns.filter(({ priority = 0 }) => priority > 0 === wide).map(({ name }) => name);
  assert.deepEqual(shown(false), ["Phase", "Ready", "Version", "Age"]);
  assert.deepEqual(shown(true), ["Security", "Endpoint", "Why"]);
});

test("every status we write fits the schema: the API server drops what it does not know", () => {
  for (const request of [
    sample,
    running,
    production,
    productionWithoutSecrets,
    ...growing,
    shrinkNotConfirmed,
    stopped,
    tlsSwitched,
    perNode,
    invalidSpec,
    paused,
    biggerVolumes,
    deleting,
  ]) {
    assertKnown(sync(request, NOW).status);
    assertKnown(finalize(request, NOW).status);
  }
});

function assertKnown(status: object): void {
  assert.deepEqual([...Value.Errors(customResource.status, status)], []);
  assert.deepEqual(Value.Clean(customResource.status, structuredClone(status)), status);
}
