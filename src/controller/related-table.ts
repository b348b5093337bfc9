import { apiVersionOf } from "../kubernetes/object.ts";
import type { RelatedResourceRule } from "../metacontroller/hooks.ts";
import type { RelatedKind } from "./controller.ts";

/** One row of a kind's table of related objects: what its hooks look at besides its children. */
export interface Related<Cluster> extends RelatedKind {
  /** Which objects: by their names, whether they are ours or not, or by their labels. */
  select(cluster: Cluster): { names: readonly string[] } | { matchLabels: Record<string, string> };
}

/**
 * What customize answers for it: objects in the resource's own namespace, and of cluster-scoped kinds those that are named.
 *
 * A rule without names and labels would select every object of its kind, so an empty row makes no rule.
 */
export const relatedRules = <Cluster>(
  table: readonly Related<Cluster>[],
  cluster: Cluster,
  namespace: string,
): RelatedResourceRule[] => table.flatMap((row) => ruleOf(row, cluster, namespace) ?? []);

function ruleOf<Cluster>(
  { kind, plural, isClusterScoped, select }: Related<Cluster>,
  cluster: Cluster,
  namespace: string,
): RelatedResourceRule | undefined {
  const selected = select(cluster);
  const rule = { apiVersion: apiVersionOf(kind), resource: plural };
  if ("matchLabels" in selected) {
    // Without a namespace a hook of version v2 is shown those of every namespace.
    return Object.keys(selected.matchLabels).length > 0
      ? { ...rule, namespace, labelSelector: { matchLabels: selected.matchLabels } }
      : undefined;
  }
  if (selected.names.length === 0) return undefined;
  return { ...rule, ...(!isClusterScoped && { namespace }), names: [...selected.names] };
}
