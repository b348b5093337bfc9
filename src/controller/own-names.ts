/**
 * Looking up whatever bears the name of a child, ours or not.
 *
 * The observed children are only our own. Server-side apply would take an object of somebody else's over without asking,
 * and dynamic apply skips it without a word, so what stands under our names comes as related objects.
 */
import { apiVersionOf, type KubernetesObject, kindOf } from "../kubernetes/object.ts";
import type { RelatedResourceRule } from "../metacontroller/hooks.ts";
import type { ChildKind } from "./controller.ts";

/** @param children every child that the spec may ask for */
export const ownNameRules = (
  table: readonly ChildKind[],
  children: readonly KubernetesObject[],
  namespace: string,
): RelatedResourceRule[] =>
  table.flatMap(({ kind, plural }) => {
    const names = children.filter((child) => kindOf(child) === kind).map(({ metadata }) => metadata.name!);
    return names.length > 0 ? [{ apiVersion: apiVersionOf(kind), resource: plural, namespace, names }] : [];
  });
