/** Manifests in a form in which those of Helm and those of kustomize can be compared. */
import type { KubernetesObject } from "../../src/kubernetes/object.ts";

type Json = unknown;

/** Labels that only say how something was installed. */
const OF_INSTALLATION = /^(helm\.sh\/.*|app\.kubernetes\.io\/(managed-by|instance|version|name|part-of))$/;
/** The one keeps Helm from deleting a CRD, the others tell kustomize's components what to put in. */
const FOR_TOOLS = /^(helm\.sh\/resource-policy|stream-operators\/(scrape-interval|webhook-scheme))$/;

/**
 * Objects by kind, namespace and name, without what the two ways of installing add for themselves.
 *
 * Two releases of the chart can stand side by side, so what kustomize calls `stream-operators` in the cluster the chart
 * calls by its release's name, and a role of a release with one operator has no rules about the other.
 */
export function comparable(
  objects: readonly KubernetesObject[],
  release: string,
  leftOut: readonly string[],
): Map<string, Json> {
  return new Map(
    objects
      .filter(({ kind }) => kind !== "Namespace")
      .map((object): [string, Json] => {
        const named = renamed(object, release) as KubernetesObject;
        const { metadata } = named;
        const rules = (named as { rules?: { apiGroups: string[] }[] }).rules;
        const labels = without(metadata.labels, OF_INSTALLATION);
        const annotations = without(metadata.annotations, FOR_TOOLS);
        const { labels: _, annotations: __, ...rest } = metadata;
        return [
          `${object.kind} ${metadata.namespace ?? ""}/${metadata.name}`,
          {
            ...(inOrder(named) as object),
            metadata: { ...rest, ...(labels && { labels }), ...(annotations && { annotations }) },
            ...(rules && {
              rules: rules.filter(({ apiGroups }) => !apiGroups.some((group) => leftOut.includes(group))),
            }),
          },
        ];
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Lists whose items have names, such as variables and volumes, in the order of the names: patches put them in front. */
function inOrder(value: Json): Json {
  if (Array.isArray(value)) {
    const items = value.map(inOrder);
    const name = (item: Json) => (item as { name?: unknown } | null)?.name;
    const isNamed = items.every((item) => typeof name(item) === "string");
    return isNamed ? items.sort((a, b) => (String(name(a)) < String(name(b)) ? -1 : 1)) : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inOrder(inner)]));
}

function without(entries: Record<string, string> | undefined, pattern: RegExp) {
  const kept = Object.entries(entries ?? {}).filter(([key]) => !pattern.test(key));
  return kept.length > 0 ? Object.fromEntries(kept.sort()) : undefined;
}

const SHARED = ["ClusterRole", "ClusterRoleBinding", "NetworkPolicy"];

function renamed(object: KubernetesObject, release: string): KubernetesObject {
  if (!SHARED.includes(object.kind)) return object;
  const name = (text: string) => text.replace(/^stream-operators(?=-|$)/, release);
  const { roleRef } = object as { roleRef?: { name: string } };
  return {
    ...object,
    metadata: { ...object.metadata, name: name(object.metadata.name ?? "") },
    ...(roleRef && { roleRef: { ...roleRef, name: name(roleRef.name) } }),
  };
}
