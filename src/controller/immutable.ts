/**
 * Fields that the API server lets nobody change.
 *
 * To ask for a change of one has the whole update refused, and every later change of that object with it. So such a field
 * stays as it is, all others are followed, and the status says what differs.
 */
import type { ObjectOf } from "../kubernetes/kinds.ts";
import { type KindKey, type KubernetesObject, kindOf } from "../kubernetes/object.ts";
import type { ObjectMap } from "../metacontroller/hooks.ts";
import { counterpart } from "../metacontroller/observed.ts";
import { condition, reason } from "./conditions-and-reasons.ts";
import { type Finding, no } from "./finding.ts";

type Fields = Record<string, unknown>;
type WithSpec = KubernetesObject & { spec?: Fields };

/** By kind, the fields of the spec, given what exists. */
const IMMUTABLE: Partial<
  Record<KindKey, (observed: KubernetesObject, specified: KubernetesObject) => string[]>
> = {
  "StatefulSet.apps/v1": () => ["selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates"],
  "Service.v1": (observed, specified) => {
    const isLoadBalancer = (service: KubernetesObject) =>
      (service as ObjectOf<"Service.v1">).spec?.type === "LoadBalancer";
    // Of another type it has none, and a Service that becomes one gets the class then.
    return isLoadBalancer(observed) && isLoadBalancer(specified) ? ["loadBalancerClass"] : [];
  },
};

/** Of these the product tells more, see VolumesAsSpecified, or nobody can wish for another. */
const TOLD_ELSEWHERE: ReadonlySet<KindKey> = new Set<KindKey>(["StatefulSet.apps/v1"]);

/** The children with the immutable fields of those that exist, and what differs, as sentences without their full stop. */
export function keepingImmutable(
  specified: readonly KubernetesObject[],
  observed: ObjectMap,
): { children: KubernetesObject[]; differences: string[] } {
  const differences: string[] = [];
  const children = specified.map((child: WithSpec) => {
    const before: WithSpec | undefined = counterpart(observed, child);
    const fields = (before?.spec && IMMUTABLE[kindOf(child)]?.(before, child)) || [];
    if (fields.length === 0) return child;
    const spec: Fields = { ...child.spec };
    for (const field of fields) {
      const [has, wants] = [before!.spec![field], spec[field]];
      if (has === undefined) delete spec[field];
      else spec[field] = has;
      if (has === wants || TOLD_ELSEWHERE.has(kindOf(child))) continue;
      const { kind, metadata } = child;
      differences.push(
        `${kind} ${metadata.name} keeps ${field} ${has ?? "(none)"} instead of ${wants ?? "(none)"}, which cannot be ` +
          `changed. To follow the spec, delete it: kubectl delete ${kind.toLowerCase()} ${metadata.name} -n ${metadata.namespace}`,
      );
    }
    return { ...child, spec };
  });
  return { children, differences };
}

/** Says so while there is one, and nothing otherwise. @param differences see {@link keepingImmutable} */
export const immutableFields = (differences: readonly string[]): Finding[] =>
  differences.length > 0
    ? [no(condition.FieldsAsSpecified, reason.FieldImmutable, differences.join(". "))]
    : [];
