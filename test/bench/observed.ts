/** The request that Metacontroller sends again and again for a cluster that runs: every child observed, whole. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Controller } from "../../src/controller/controller.ts";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import { kindOf } from "../../src/kubernetes/object.ts";
import type { ObjectMap, SyncRequest } from "../../src/metacontroller/hooks.ts";

const TIME = "2026-01-02T03:04:05Z";

/**
 * A request recorded beside this file as `NAME.json` or elsewhere. Without one, the controller's example is answered and
 * its children come back about as an API server would store them.
 *
 * @param file the path of a recorded request
 */
export function observedRequest(controller: Controller, file?: string): SyncRequest {
  const recorded = file ?? fileURLToPath(new URL(`${controller.resource}.json`, import.meta.url));
  if (file !== undefined || existsSync(recorded)) return JSON.parse(readFileSync(recorded, "utf8"));
  let request = controller.example;
  // The second answer is to what the first one asked for, and so on until a status holds.
  for (let round = 0; round < 3; round++) {
    const { children, status } = controller.sync(request, TIME);
    request = { ...request, parent: { ...request.parent, status }, children: asMap(children.map(stored)) };
  }
  return request;
}

/** The same with `times` as many observed children: copies under other names, which no answer asks for. */
export function withCopies(request: SyncRequest, times: number): SyncRequest {
  const children: ObjectMap = {};
  for (const [kind, objects] of Object.entries(request.children)) {
    children[kind] = {};
    for (const [key, object] of Object.entries(objects)) {
      for (let copy = 0; copy < times; copy++) {
        const suffix = copy === 0 ? "" : `-copy-${copy}`;
        const metadata = { ...object.metadata, name: `${object.metadata.name}${suffix}` };
        children[kind][`${key}${suffix}`] = { ...object, metadata };
      }
    }
  }
  return { ...request, children };
}

export const countChildren = ({ children }: SyncRequest): number =>
  Object.values(children).reduce((sum, objects) => sum + Object.keys(objects).length, 0);

function asMap(objects: KubernetesObject[]): ObjectMap {
  const map: Record<string, Record<string, KubernetesObject>> = {};
  for (const object of objects) {
    const { namespace, name } = object.metadata;
    map[kindOf(object)] = { ...map[kindOf(object)], [`${namespace}/${name}`]: object };
  }
  return map as ObjectMap;
}

/** An object as the API server gives it back, with what it and Metacontroller add. */
function stored(object: KubernetesObject): KubernetesObject {
  const { annotations, ...metadata } = object.metadata;
  const managed = (manager: string, fields: unknown, subresource?: string) => ({
    manager,
    operation: "Update",
    apiVersion: object.apiVersion,
    time: TIME,
    fieldsType: "FieldsV1",
    fieldsV1: fields,
    ...(subresource && { subresource }),
  });
  const status = statusOf(object);
  return {
    ...object,
    metadata: {
      ...metadata,
      uid: "9f0c3e6a-0000-4000-8000-000000000001",
      resourceVersion: "123456",
      generation: 1,
      creationTimestamp: TIME,
      labels: { ...metadata.labels, "controller-uid": "5f0c3e6a-0000-4000-8000-000000000001" },
      annotations: {
        ...annotations,
        "metacontroller.k8s.io/last-applied-configuration": JSON.stringify(object),
      },
      managedFields: [
        managed("metacontroller", fieldsOf(object)),
        ...(status ? [managed("kube-controller-manager", fieldsOf({ status }), "status")] : []),
      ],
    },
    ...(status && { status }),
  } as KubernetesObject;
}

/** The set of fields of a value in the notation of managedFields. */
function fieldsOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return {};
  const prefix = Array.isArray(value) ? "k:" : "f:";
  const key = (name: string, item: unknown) => {
    const named = (item as { name?: string } | null)?.name;
    return Array.isArray(value) && named !== undefined
      ? `k:{"name":${JSON.stringify(named)}}`
      : `${prefix}${name}`;
  };
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [key(name, item), fieldsOf(item)]));
}

/** What its controller says of a workload that has settled. */
function statusOf(object: KubernetesObject): Record<string, unknown> | undefined {
  const { replicas } = (object as { spec?: { replicas?: number } }).spec ?? {};
  if (replicas === undefined) return undefined;
  return {
    observedGeneration: 1,
    replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
    currentReplicas: replicas,
    updatedReplicas: replicas,
    currentRevision: "revision-1",
    updateRevision: "revision-1",
    collisionCount: 0,
  };
}
