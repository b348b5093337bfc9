import assert from "node:assert/strict";
import { test } from "node:test";
import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import {
  CustomizeRequest,
  CustomizeResponse,
  FinalizeResponse,
  SyncRequest,
  SyncResponse,
} from "../../src/metacontroller/hooks.ts";
import { changed } from "../support/arbitraries/json.ts";

const parent = {
  apiVersion: "example.org/v1",
  kind: "Widget",
  metadata: {
    name: "w",
    namespace: "data",
    uid: "u",
    generation: 1,
    labels: {},
    managedFields: [{ any: "thing" }],
  },
  spec: { anything: "goes" },
  status: { anything: "goes" },
};
const controller = { spec: { childResources: [{ apiVersion: "v1", resource: "configmaps", more: true }] } };
const child = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" }, data: {} };
const request = {
  controller,
  parent,
  children: { "ConfigMap.v1": { "data/c": child } },
  related: {},
  finalizing: false,
};

const wrongAt = (value: unknown) => Value.Errors(SyncRequest, value).First()?.path;

test("what Metacontroller sends is taken, with all that we have no use for", () => {
  assert.equal(wrongAt(request), undefined);
  assert.equal(wrongAt({ ...request, futureField: 1 }), undefined);
  const { related: _, finalizing: __, ...bare } = request;
  assert.equal(wrongAt(bare), undefined);
  assert.ok(Value.Check(CustomizeRequest, { controller, parent }));
});

const malformed: [reason: string, request: unknown, path: string][] = [
  [
    "a parent without a namespace has no place for children",
    without("parent", "namespace"),
    "/parent/metadata/namespace",
  ],
  ["a parent without a name", without("parent", "name"), "/parent/metadata/name"],
  ["no children at all is no sync", { controller, parent }, "/children"],
  [
    "a child that is no object",
    { ...request, children: { "ConfigMap.v1": { "data/c": 3 } } },
    "/children/ConfigMap.v1/data~1c",
  ],
  [
    "a child without a name could not be kept",
    { ...request, children: { "ConfigMap.v1": { "data/c": { ...child, metadata: {} } } } },
    "/children/ConfigMap.v1/data~1c/metadata/name",
  ],
  [
    "a related object that is null",
    { ...request, related: { "Secret.v1": { "data/s": null } } },
    "/related/Secret.v1/data~1s",
  ],
];

function without(where: "parent", field: string) {
  const { [field]: _, ...metadata } = request[where].metadata as Record<string, unknown>;
  return { ...request, [where]: { ...request[where], metadata } };
}

for (const [reason, value, path] of malformed) {
  test(reason, () => assert.equal(wrongAt(value), path));
}

test("whatever is changed in a request, the check gives an answer", () =>
  fc.assert(
    fc.property(changed(request), (value) => {
      assert.equal(typeof Value.Check(SyncRequest, value), "boolean");
    }),
  ));

test("an answer has the fields that Metacontroller knows, which refuses any other", () => {
  const fields = (schema: { properties: object }) => Object.keys(schema.properties).sort();
  assert.deepEqual(fields(CustomizeResponse), ["relatedResources"]);
  assert.deepEqual(fields(SyncResponse), ["children", "resyncAfterSeconds", "status"]);
  assert.deepEqual(fields(FinalizeResponse), ["children", "finalized", "resyncAfterSeconds", "status"]);
});
