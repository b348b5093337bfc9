/** What an answer repeats to change nothing. Tried with the real Metacontroller as well, see reference/metacontroller.md. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import type { ObjectMap } from "../../src/metacontroller/hooks.ts";
import { allAsLastApplied, asLastApplied } from "../../src/metacontroller/last-applied.ts";

const LAST_APPLIED = "metacontroller.k8s.io/last-applied-configuration";
type Loose = KubernetesObject & Record<string, unknown>;

const applied: Loose = {
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "app", namespace: "data", labels: { app: "app" } },
  spec: { replicas: 3, template: { spec: { containers: [{ name: "app", image: "app:1" }] } } },
};

/** As it is stored, with what the API server, its controllers and other people add. */
const stored = (annotations: Record<string, string>, managedFields?: object[]): Loose => ({
  ...applied,
  metadata: {
    ...applied.metadata,
    labels: { ...applied.metadata.labels, theirs: "label" },
    annotations,
    uid: "u",
    resourceVersion: "7",
    generation: 2,
    ownerReferences: [{ apiVersion: "v1", kind: "Owner", name: "o", uid: "u" }],
    ...(managedFields && { managedFields: managedFields as never }),
  },
  spec: {
    ...(applied.spec as object),
    revisionHistoryLimit: 10,
    template: {
      spec: {
        containers: [{ name: "app", image: "app:1", imagePullPolicy: "Always" }],
        restartPolicy: "Always",
      },
    },
  },
  status: { replicas: 3 },
});

const dynamically = (object: object) => stored({ [LAST_APPLIED]: JSON.stringify(object) });

test("dynamic apply: what was last applied, from the annotation", () =>
  assert.deepEqual(asLastApplied(dynamically(applied)), applied));

test("dynamic apply: the replicas are the observed ones, or what was last applied would fight an autoscaler", () => {
  const scaled = dynamically(applied);
  scaled.spec = { ...(scaled.spec as object), replicas: 8 };
  assert.deepEqual(asLastApplied(scaled), { ...applied, spec: { ...(applied.spec as object), replicas: 8 } });
});

test("dynamic apply: replicas that were never applied are not applied now", () => {
  const { replicas: _, ...spec } = applied.spec as { replicas: number };
  assert.deepEqual(asLastApplied(dynamically({ ...applied, spec })), { ...applied, spec });
});

test("dynamic apply: objects without replicas are repeated to the letter", () => {
  const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" }, data: { replicas: "1" } };
  const metadata = { name: "c", annotations: { [LAST_APPLIED]: JSON.stringify(configMap) } };
  assert.deepEqual(
    asLastApplied({ ...configMap, metadata, data: { replicas: "changed by hand" } } as Loose),
    configMap,
  );
});

const FIELDS = {
  "f:metadata": {
    "f:labels": { "f:app": {}, "f:controller-uid": {} },
    "f:ownerReferences": { 'k:{"uid":"u"}': {} },
  },
  "f:spec": {
    "f:replicas": {},
    "f:template": {
      "f:spec": { "f:containers": { 'k:{"name":"app"}': { ".": {}, "f:name": {}, "f:image": {} } } },
    },
  },
};

const entry = (rest: object = {}) => ({
  manager: "metacontroller",
  operation: "Apply",
  fieldsV1: FIELDS,
  ...rest,
});

test("server-side apply: what Metacontroller's own entry names, without the owner it sets itself", () =>
  assert.deepEqual(asLastApplied(stored({}, [entry()])), applied));

test("server-side apply: entries of other managers, of updates and of subresources do not count", () => {
  const foreign = { ...entry(), fieldsV1: { "f:spec": { "f:revisionHistoryLimit": {} } } };
  const others = [
    { ...foreign, manager: "kubectl" },
    { ...foreign, operation: "Update" },
    { ...foreign, subresource: "status" },
  ];
  assert.deepEqual(asLastApplied(stored({}, [...others, entry()])), applied);
});

test("server-side apply: replicas that the scale subresource took over are left to the autoscaler", () => {
  const { "f:replicas": _, ...spec } = FIELDS["f:spec"];
  const { replicas: __, ...held } = applied.spec as { replicas: number };
  const scaled = stored({}, [entry({ fieldsV1: { ...FIELDS, "f:spec": spec } })]);
  assert.deepEqual(asLastApplied(scaled), { ...applied, spec: held });
});

test("where both are, the annotation is the latest word: server-side apply takes it away", () => {
  const both = stored({ [LAST_APPLIED]: JSON.stringify({ ...applied, spec: {} }) }, [entry()]);
  assert.deepEqual(asLastApplied(both), { ...applied, spec: {} });
});

const bare = { apiVersion: "apps/v1", kind: "StatefulSet", metadata: { name: "app", namespace: "data" } };

test("an object of which neither is known is named, since leaving it out would delete it", () =>
  assert.deepEqual(asLastApplied(stored({})), bare));

test("an annotation that somebody has broken fails nothing: the object is named", () => {
  for (const broken of ["", "{", "null", "7", "[]", '"text"'])
    assert.deepEqual(asLastApplied(stored({ [LAST_APPLIED]: broken })), bare, broken);
  const spec = { replicas: 3 };
  assert.deepEqual(
    asLastApplied(dynamically({ spec })),
    { ...bare, spec },
    "what Metacontroller would take for applied is repeated",
  );
});

test("every observed child stays as last applied, whatever its kind", () => {
  const children = {
    "StatefulSet.apps/v1": { "data/app": dynamically(applied) },
    "ConfigMap.v1": {
      "data/c": { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c", namespace: "data" } },
    },
    "Service.v1": {},
  } as unknown as ObjectMap;
  assert.deepEqual(
    allAsLastApplied(children).map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ["StatefulSet app", "ConfigMap c"],
  );
});
