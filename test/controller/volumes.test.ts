import assert from "node:assert/strict";
import { test } from "node:test";
import { withEveryVolume } from "../../src/controller/volumes.ts";
import type { ObjectMap } from "../../src/metacontroller/hooks.ts";

const claim = (name: string, size = "1Gi") => {
  const object = {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name, namespace: "data" },
    spec: { resources: { requests: { storage: size } } },
  };
  const annotations = { "metacontroller.k8s.io/last-applied-configuration": JSON.stringify(object) };
  return { ...object, metadata: { ...object.metadata, annotations } };
};
const observed = {
  "PersistentVolumeClaim.v1": { "data/a": claim("a"), "data/b": claim("b") },
  "ConfigMap.v1": {
    "data/c": { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c", namespace: "data" } },
  },
} as unknown as ObjectMap;

test("a volume that an answer forgets is in it all the same, as it was last applied", () => {
  const answer = withEveryVolume([claim("a", "2Gi")], observed);
  assert.deepEqual(
    answer.map(({ metadata }) => metadata.name),
    ["a", "b"],
  );
  assert.deepEqual(answer[0], claim("a", "2Gi"), "what is asked for goes before what was applied");
  assert.equal(answer[1]!.metadata.annotations, undefined);
});

test("nothing else is added", () => assert.deepEqual(withEveryVolume([], {}), []));
