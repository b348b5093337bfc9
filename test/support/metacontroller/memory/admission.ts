/** What the imitated API server refuses. Only what the tests and the demo could run into unawares. */
import { isDeepStrictEqual } from "node:util";
import { describe, type JsonObject, type KubeObject, StoreError } from "../store.ts";
import type { Kind } from "./kinds.ts";

const validName = /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/;

/** @throws StoreError */
export function admit(kind: Kind, object: KubeObject, before?: KubeObject): void {
  const { name, namespace, ownerReferences = [] } = object.metadata;
  if (typeof name !== "string" || !validName.test(name) || name.length > 253) {
    throw new StoreError("Invalid", `${object.kind} "${name}" is invalid: metadata.name`);
  }
  if (kind.namespaced !== Boolean(namespace)) {
    const problem = kind.namespaced ? "needs a namespace" : "cannot have a namespace";
    throw new StoreError("BadRequest", `${describe(object)} ${problem}`);
  }
  if (ownerReferences.filter(({ controller }) => controller).length > 1) {
    throw new StoreError("Invalid", `${describe(object)} is invalid: two owners are its controller`);
  }
  if (before && object.kind === "StatefulSet") refuseImmutable(object, before);
}

const mutable = new Set([
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
]);

/** Everything else in a StatefulSet's spec is for ever, its volume claims above all. */
function refuseImmutable(object: KubeObject, before: KubeObject) {
  const fixed = (spec: unknown) =>
    Object.entries((spec ?? {}) as JsonObject).filter(([field]) => !mutable.has(field));
  const sorted = (spec: unknown) => Object.fromEntries(fixed(spec));
  if (!isDeepStrictEqual(sorted(object.spec), sorted(before.spec))) {
    throw new StoreError(
      "Invalid",
      `${describe(object)} is invalid: spec: updates to immutable fields are forbidden`,
    );
  }
}
