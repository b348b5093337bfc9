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

/** The lower-case plural by which the API server knows a kind, as in `kubectl get networkpolicies`. */
export const pluralOf = (kind: string): string => {
  const name = kind.toLowerCase();
  if (name.endsWith("y")) return `${name.slice(0, -1)}ies`;
  return name.endsWith("s") ? `${name}es` : `${name}s`;
};

/** `StatefulSet.apps/v1` taken apart. */
export const splitKind = (key: KindKey): { kind: string; apiVersion: string } => {
  const dot = key.indexOf(".");
  return { kind: key.slice(0, dot), apiVersion: key.slice(dot + 1) };
};
