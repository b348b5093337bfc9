/**
 * What becomes of an answer: Metacontroller applies it, and the API server stores the objects with what each of them
 * adds. Only as much of both as the pure functions can see.
 */
import { isDeepStrictEqual } from "node:util";
import { type KubernetesObject, kindOf } from "../../src/kubernetes/object.ts";
import type { ObjectMap, Parent, SyncRequest, SyncResponse } from "../../src/metacontroller/hooks.ts";
import { ownedFields } from "./metacontroller/memory/managed-fields.ts";

/** How Metacontroller applies, and so where it remembers what it applied. */
export type Strategy = "dynamic" | "server-side";

/** Labels and annotations that begin so belong to somebody else and survive. */
export const OTHERS = "others.example/";

const LAST_APPLIED = "metacontroller.k8s.io/last-applied-configuration";
const TIME = "2026-01-01T00:00:00Z";

type Json = Record<string, unknown>;
type Loose = KubernetesObject & { spec?: Json; status?: Json };

/** The next request: the answer applied, its status on the parent. */
export const feedBack = (
  request: SyncRequest,
  { children, status }: SyncResponse,
  strategy: Strategy,
): SyncRequest => ({
  ...request,
  parent: { ...request.parent, status: structuredClone(status) },
  children: applied(request, children, strategy),
});

/** The children there are once an answer has been applied: what it leaves out is gone. */
export function applied(
  { parent, children: observed }: SyncRequest,
  answer: readonly KubernetesObject[],
  strategy: Strategy,
): ObjectMap {
  const map: Record<string, Record<string, unknown>> = Object.fromEntries(
    Object.keys(observed).map((kind) => [kind, {}]),
  );
  for (const child of answer) {
    const kind = kindOf(child);
    const key = `${child.metadata.namespace}/${child.metadata.name}`;
    const group = map[kind];
    if (!group) throw new Error(`${kind} is no registered kind: Metacontroller refuses the whole answer`);
    group[key] = stored(structuredClone(child) as Loose, observed[kind]?.[key] as Loose, parent, strategy);
  }
  return map as ObjectMap;
}

function stored(child: Loose, before: Loose | undefined, parent: Parent, strategy: Strategy): Loose {
  const withDefaults = completed(child);
  if (before) refuseImmutable(withDefaults, before);
  const { uid } = parent.metadata;
  const isChanged = before !== undefined && !isDeepStrictEqual(before.spec, withDefaults.spec);
  const owned = { ...child.metadata, labels: { ...child.metadata.labels, "controller-uid": uid ?? "" } };
  return {
    ...withDefaults,
    metadata: {
      ...owned,
      labels: { ...ofOthers(before?.metadata.labels), ...owned.labels },
      annotations: {
        ...ofOthers(before?.metadata.annotations),
        ...child.metadata.annotations,
        // Server-side apply takes the annotation away.
        ...(strategy === "dynamic" && { [LAST_APPLIED]: JSON.stringify(child) }),
      },
      uid: before?.metadata.uid ?? `uid-of-${child.kind}-${child.metadata.name}`,
      resourceVersion: "1",
      creationTimestamp: TIME as never,
      generation: (before?.metadata.generation ?? 1) + (isChanged ? 1 : 0),
      ownerReferences: [
        { apiVersion: parent.apiVersion, kind: parent.kind, name: parent.metadata.name, uid: uid ?? "" },
      ],
      ...(strategy === "server-side" && { managedFields: [managed({ ...child, metadata: owned })] }),
    },
    ...(before?.status && { status: before.status }),
  };
}

const managed = (child: Loose) => ({
  manager: "metacontroller",
  operation: "Apply",
  apiVersion: child.apiVersion,
  fieldsType: "FieldsV1",
  fieldsV1: ownedFields(child as never),
});

const ofOthers = (map: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries(map).filter(([key]) => key.startsWith(OTHERS)));

/** Some of the defaults that the API server fills in where Metacontroller does not mind them: outside lists. */
function completed(child: Loose): Loose {
  const { spec } = child;
  switch (child.kind) {
    case "Service":
      return {
        ...child,
        spec: { clusterIP: "10.0.0.7", type: "ClusterIP", sessionAffinity: "None", ...spec },
      };
    case "StatefulSet": {
      const { template = {}, ...rest } = spec as { template?: { spec?: Json } };
      return {
        ...child,
        spec: {
          persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
          ...rest,
          template: {
            ...template,
            spec: { restartPolicy: "Always", schedulerName: "default-scheduler", ...template.spec },
          },
        },
      };
    }
    default:
      return child;
  }
}

const IMMUTABLE = ["selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates"];

/** @throws as the API server would refuse the update, and with it the whole sync */
function refuseImmutable(wanted: Loose, before: Loose): void {
  if (wanted.kind !== "StatefulSet") return;
  for (const field of IMMUTABLE) {
    if (!isDeepStrictEqual(wanted.spec?.[field], before.spec?.[field])) {
      throw new Error(`StatefulSet ${wanted.metadata.name}: spec.${field} cannot be changed`);
    }
  }
}
