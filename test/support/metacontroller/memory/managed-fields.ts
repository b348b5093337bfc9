/**
 * The fields of an applied object in the form of metadata.managedFields (fieldsV1).
 *
 * The API server knows from its schema which lists are known by keys. Here the few that the operators'
 * children have are told by name.
 */
import type { JsonObject } from "../store.ts";

const listKeys: Record<string, string[]> = {
  containers: ["name"],
  initContainers: ["name"],
  volumes: ["name"],
  env: ["name"],
  imagePullSecrets: ["name"],
  volumeMounts: ["mountPath"],
  hostAliases: ["ip"],
  topologySpreadConstraints: ["topologyKey", "whenUnsatisfiable"],
  ownerReferences: ["uid"],
};

const portKeys = (item: JsonObject) =>
  "containerPort" in item ? ["containerPort", "protocol"] : ["port", "protocol"];

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @param field the name of the field that holds the value */
export function fieldsOf(value: unknown, field = ""): JsonObject {
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [`f:${name}`, fieldsOf(inner, name)]),
    );
  }
  if (!Array.isArray(value)) return {};
  if (field === "finalizers")
    return Object.fromEntries(value.map((item) => [`v:${JSON.stringify(item)}`, {}]));
  const [first] = value;
  const keys = field === "ports" && isObject(first) ? portKeys(first) : listKeys[field];
  // A list without keys is one value.
  if (!keys || !value.every(isObject)) return {};
  return Object.fromEntries(
    value.map((item) => {
      const identity = Object.fromEntries(
        keys.map((key) => [key, item[key] ?? (key === "protocol" ? "TCP" : "")]),
      );
      return [`k:${JSON.stringify(identity)}`, { ".": {}, ...fieldsOf(item) }];
    }),
  );
}

/** Identity fields belong to the object, not to a manager. */
export function ownedFields(object: JsonObject): JsonObject {
  const { apiVersion: _, kind: __, metadata, ...rest } = object;
  const { name: ___, namespace: ____, ...ownMetadata } = metadata as JsonObject;
  return fieldsOf(Object.keys(ownMetadata).length > 0 ? { metadata: ownMetadata, ...rest } : rest);
}
