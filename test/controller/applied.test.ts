import assert from "node:assert/strict";
import { test } from "node:test";
import {
  appliedAnnotation,
  notApplied,
  outdatedChildren,
  withFingerprint,
} from "../../src/controller/applied.ts";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import type { ObjectMap } from "../../src/metacontroller/hooks.ts";

const ANNOTATION = appliedAnnotation("example.org");
const service = (port: number, annotations?: Record<string, string>) =>
  ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "a", namespace: "data", ...(annotations && { annotations }) },
    spec: { ports: [{ port }] },
  }) as KubernetesObject;
const set = (replicas: number, image: string) =>
  ({
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "a", namespace: "data" },
    spec: { replicas, template: { spec: { containers: [{ name: "a", image }] } } },
  }) as KubernetesObject;
const marked = (child: KubernetesObject) => withFingerprint(ANNOTATION, child);
const outdated = (desired: KubernetesObject, observed?: KubernetesObject) =>
  outdatedChildren(ANNOTATION, [desired], {
    "Service.v1": observed ? { "data/a": observed } : {},
  } as unknown as ObjectMap);

test("a child bears a fingerprint of all it is, beside its other annotations", () => {
  assert.equal(ANNOTATION, "example.org/applied");
  const { annotations } = marked(service(1, { x: "y" })).metadata;
  assert.equal(annotations?.x, "y");
  assert.match(annotations![ANNOTATION]!, /^[0-9a-f]{16}$/);
  assert.notDeepEqual(marked(service(2)).metadata, marked(service(1)).metadata);
  assert.notDeepEqual(marked(service(1, { x: "z" })).metadata.annotations, annotations);
});

test("the number of pods is no part of it, or an autoscaler would have a write for each of its steps", () => {
  assert.deepEqual(marked(set(1, "a")).metadata, marked(set(2, "a")).metadata);
  assert.notDeepEqual(marked(set(1, "b")).metadata, marked(set(1, "a")).metadata);
});

test("what is as it was last applied bears the fingerprint of then", () => {
  const before = marked(service(1));
  const held = { ...before, spec: {} };
  assert.equal(marked(held), held);
});

test("a child is outdated that is there with another fingerprint, or with none: an earlier version made it", () => {
  const desired = marked(service(2));
  assert.deepEqual(outdated(desired), [], "that it is missing is told otherwise");
  assert.deepEqual(outdated(desired, desired), []);
  for (const before of [marked(service(1)), service(2)])
    assert.deepEqual(outdated(desired, before), [desired]);
  const mutated = { ...desired, spec: { ports: [{ port: 2, name: "from-a-webhook" }] } };
  assert.deepEqual(outdated(desired, mutated), [], "what admission makes of it is not ours to judge");
});

test("what is outdated is named, and needs nobody as long as it may be on its way", () => {
  assert.deepEqual(notApplied([]), []);
  const [obstacle] = notApplied([service(1), set(1, "a")]);
  assert.equal(obstacle!.reason, "NotApplied");
  assert.match(
    obstacle!.message,
    /^Not changed yet: Service a, StatefulSet a\. If it stays so, the API server refuses/,
  );
  assert.equal(obstacle!.stalls, undefined);
});

test("of very many that are outdated the first few are named", () => {
  const many = Array.from({ length: 12 }, () => service(1));
  assert.match(notApplied(many)[0]!.message, /^Not changed yet: (Service a, ){9}Service a and 2 more\. If/);
});
