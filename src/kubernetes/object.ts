import type { ObjectMeta } from "kubernetes-types/meta/v1.js";

/** What every Kubernetes object has. The rest of it depends on its kind. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/** A kind as Metacontroller writes it, `Kind.group/version` (`Kind.v1` in the core group): `StatefulSet.apps/v1`. */
export type KindKey = `${string}.${string}`;

/** The kind of an object in Metacontroller's notation. */
export const kindOf = ({ apiVersion, kind }: Pick<KubernetesObject, "apiVersion" | "kind">): KindKey =>
  `${kind}.${apiVersion}`;

/** `StatefulSet.apps/v1` taken apart. */
export const splitKind = (key: KindKey): { kind: string; apiVersion: string } => {
  const dot = key.indexOf(".");
  return { kind: key.slice(0, dot), apiVersion: key.slice(dot + 1) };
};

/** The version of a kind's API: `apps/v1`. */
export const apiVersionOf = (key: KindKey): string => splitKind(key).apiVersion;

/** The group of a kind's API as permissions name it: `apps`, and nothing for the core group. */
export const groupOf = (key: KindKey): string => {
  const apiVersion = apiVersionOf(key);
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
};
