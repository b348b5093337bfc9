import type { ChildrenByKind } from "../child-kinds.ts";
import { clientService, exposedRoles } from "./children/client-service.ts";
import { configMap } from "./children/config-map.ts";
import { headlessService } from "./children/headless-service.ts";
import { horizontalPodAutoscaler } from "./children/horizontal-pod-autoscaler.ts";
import { networkPolicy } from "./children/network-policy.ts";
import { podDisruptionBudget, wantsPodDisruptionBudget } from "./children/pod-disruption-budget.ts";
import { serviceAccount } from "./children/service-account.ts";
import { serviceMonitor } from "./children/service-monitor.ts";
import type { TieredContext } from "./context.ts";
import { autoscalingOf, type Role, rolesOf } from "./roles.ts";

/** The children of topology Tiered: whether the spec asks for each. */
export const tieredChildren: ChildrenByKind<TieredContext> = {
  "ServiceAccount.v1": eachRole(({ cluster }, role) => serviceAccount(cluster, role)),
  "ConfigMap.v1": ({ cluster }) => [configMap(cluster)],
  "Service.v1": (context) => [
    ...eachRole(({ cluster, observed }, role) =>
      headlessService(cluster, role, observed.hasServiceMonitors ? "ServiceMonitor" : "annotations"),
    )(context),
    ...eachRole(
      ({ cluster }, role) => clientService(cluster, role),
      ({ cluster }, role) => exposedRoles(cluster).includes(role),
    )(context),
  ],
  "StatefulSet.apps/v1": eachRole(({ asSpecified }, role) => asSpecified[role]!),
  "PodDisruptionBudget.policy/v1": eachRole(
    ({ cluster }, role) => podDisruptionBudget(cluster, role),
    ({ cluster }, role) => wantsPodDisruptionBudget(cluster, role),
  ),
  "HorizontalPodAutoscaler.autoscaling/v2": eachRole(
    ({ cluster }, role) => horizontalPodAutoscaler(cluster, role),
    ({ cluster }, role) => autoscalingOf(cluster, role) !== undefined,
  ),
  "NetworkPolicy.networking.k8s.io/v1": eachRole(
    ({ cluster }, role) => networkPolicy(cluster, role),
    ({ cluster }) => cluster.spec.networkPolicy.enabled,
  ),
  "ServiceMonitor.monitoring.coreos.com/v1": ({ cluster }) =>
    cluster.spec.monitoring.prometheus ? [serviceMonitor(cluster)] : [],
};

function eachRole<T extends object>(
  build: (context: TieredContext, role: Role) => T,
  when: (context: TieredContext, role: Role) => boolean = () => true,
) {
  return (context: TieredContext): T[] =>
    rolesOf(context.cluster)
      .filter((role) => when(context, role))
      .map((role) => build(context, role));
}
