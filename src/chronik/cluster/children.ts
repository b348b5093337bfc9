import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { type Child, wantedChildren } from "../../controller/child-table.ts";
import type { KubernetesObject } from "../../kubernetes/object.ts";
import { secretsChecksum } from "../../kubernetes/secrets.ts";
import { keepingImmutable, podAnnotationsOf } from "../../kubernetes/stateful-set.ts";
import { asItIs } from "../../metacontroller/last-applied.ts";
import { clientService, exposedRoles } from "./children/client-service.ts";
import { configMap } from "./children/config-map.ts";
import { headlessService } from "./children/headless-service.ts";
import { horizontalPodAutoscaler } from "./children/horizontal-pod-autoscaler.ts";
import { networkPolicy } from "./children/network-policy.ts";
import { podDisruptionBudget, wantsPodDisruptionBudget } from "./children/pod-disruption-budget.ts";
import { SECRETS_CHECKSUM } from "./children/pod-template.ts";
import { serviceAccount } from "./children/service-account.ts";
import { serviceMonitor } from "./children/service-monitor.ts";
import { statefulSet } from "./children/stateful-set.ts";
import { autoscalingOf, type ChronikCluster, type Role, rolesOf } from "./cluster.ts";
import type { Observed } from "./observed.ts";

/** What the children are computed from. */
interface Context {
  cluster: ChronikCluster;
  observed: Observed;
  wanted: WantedStatefulSets;
}

/** The StatefulSets the spec asks for, whether or not they may be applied now. */
export type WantedStatefulSets = Partial<Record<Role, StatefulSet>>;

/** The children of a ChronikCluster, in reading order: whether each is wanted. How it looks is in its own file. */
export const children: readonly Child<Context>[] = [
  { kind: "ServiceAccount.v1", build: eachRole(({ cluster }, role) => serviceAccount(cluster, role)) },
  { kind: "ConfigMap.v1", build: ({ cluster }) => [configMap(cluster)] },
  {
    kind: "Service.v1",
    build: (context) => [
      ...eachRole(({ cluster, observed }, role) =>
        headlessService(cluster, role, observed.hasServiceMonitors ? "ServiceMonitor" : "annotations"),
      )(context),
      ...eachRole(
        ({ cluster }, role) => clientService(cluster, role),
        ({ cluster }, role) => exposedRoles(cluster).includes(role),
      )(context),
    ],
  },
  { kind: "StatefulSet.apps/v1", build: eachRole(appliedStatefulSet, isFree) },
  {
    kind: "PodDisruptionBudget.policy/v1",
    build: eachRole(
      ({ cluster }, role) => podDisruptionBudget(cluster, role),
      ({ cluster }, role) => wantsPodDisruptionBudget(cluster, role),
    ),
  },
  {
    kind: "HorizontalPodAutoscaler.autoscaling/v2",
    build: eachRole(
      ({ cluster }, role) => horizontalPodAutoscaler(cluster, role),
      // It would scale whatever bears the name of its target, ours or not.
      (context, role) => autoscalingOf(context.cluster, role) !== undefined && isFree(context, role),
    ),
  },
  {
    kind: "NetworkPolicy.networking.k8s.io/v1",
    build: eachRole(
      ({ cluster }, role) => networkPolicy(cluster, role),
      ({ cluster }) => cluster.spec.networkPolicy.enabled,
    ),
  },
  {
    kind: "ServiceMonitor.monitoring.coreos.com/v1",
    optional: true,
    build: ({ cluster }) => (cluster.spec.monitoring.prometheus ? [serviceMonitor(cluster)] : []),
  },
];

export const desiredChildren = (
  cluster: ChronikCluster,
  observed: Observed,
  wanted: WantedStatefulSets = wantedStatefulSets(cluster, observed),
): KubernetesObject[] =>
  wantedChildren(children, { cluster, observed, wanted }, () => observed.hasServiceMonitors);

/** The StatefulSet of each role. */
export const wantedStatefulSets = (cluster: ChronikCluster, observed: Observed): WantedStatefulSets =>
  Object.fromEntries(
    rolesOf(cluster).map((role) => {
      const existing = observed.statefulSets[role];
      const secrets = secretsChecksum(observed.secrets, podAnnotationsOf(existing)[SECRETS_CHECKSUM]);
      return [role, statefulSet(cluster, role, existing, secrets)];
    }),
  );

/** What exists stays as it is while its pods could not start again for want of a Secret. */
function appliedStatefulSet({ observed, wanted }: Context, role: Role): object {
  const existing = observed.statefulSets[role];
  if (existing && observed.secrets.missing.length > 0)
    return asItIs(existing as KubernetesObject & StatefulSet);
  return keepingImmutable(wanted[role]!, existing);
}

function isFree({ observed }: Context, role: Role): boolean {
  return !observed.taken.includes(role);
}

function eachRole<T extends object>(
  build: (context: Context, role: Role) => T,
  when: (context: Context, role: Role) => boolean = () => true,
) {
  return (context: Context): T[] =>
    rolesOf(context.cluster)
      .filter((role) => when(context, role))
      .map((role) => build(context, role));
}
