import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { Child } from "../../controller/child-table.ts";
import { secretsChecksum } from "../../kubernetes/secrets.ts";
import { podAnnotationsOf } from "../../kubernetes/stateful-set.ts";
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

/** What children and status are computed from. */
export interface Context {
  cluster: ChronikCluster;
  observed: Observed;
  /** The StatefulSet of each role as the spec asks for it, whether or not it may be applied now. */
  asSpecified: Partial<Record<Role, StatefulSet>>;
}

/** Decides what the children are to be, given what exists. */
export const contextOf = (cluster: ChronikCluster, observed: Observed): Context => ({
  cluster,
  observed,
  asSpecified: Object.fromEntries(
    rolesOf(cluster).map((role) => {
      const existing = observed.statefulSets[role];
      const secrets = secretsChecksum(observed.secrets, podAnnotationsOf(existing)[SECRETS_CHECKSUM]);
      return [role, statefulSet(cluster, role, existing, secrets)];
    }),
  ),
});

/** The children of a ChronikCluster, in reading order: whether the spec asks for each. How it looks is in its own file. */
export const children: readonly Child<Context>[] = [
  {
    kind: "ServiceAccount.v1",
    plural: "serviceaccounts",
    update: "InPlace",
    build: eachRole(({ cluster }, role) => serviceAccount(cluster, role)),
  },
  {
    kind: "ConfigMap.v1",
    plural: "configmaps",
    update: "InPlace",
    build: ({ cluster }) => [configMap(cluster)],
  },
  {
    kind: "Service.v1",
    plural: "services",
    update: "InPlace",
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
  {
    kind: "StatefulSet.apps/v1",
    plural: "statefulsets",
    update: "InPlace",
    build: eachRole(({ asSpecified }, role) => asSpecified[role]!),
  },
  {
    kind: "PodDisruptionBudget.policy/v1",
    plural: "poddisruptionbudgets",
    update: "InPlace",
    build: eachRole(
      ({ cluster }, role) => podDisruptionBudget(cluster, role),
      ({ cluster }, role) => wantsPodDisruptionBudget(cluster, role),
    ),
  },
  {
    kind: "HorizontalPodAutoscaler.autoscaling/v2",
    plural: "horizontalpodautoscalers",
    update: "InPlace",
    build: eachRole(
      ({ cluster }, role) => horizontalPodAutoscaler(cluster, role),
      ({ cluster }, role) => autoscalingOf(cluster, role) !== undefined,
    ),
  },
  {
    kind: "NetworkPolicy.networking.k8s.io/v1",
    plural: "networkpolicies",
    update: "InPlace",
    build: eachRole(
      ({ cluster }, role) => networkPolicy(cluster, role),
      ({ cluster }) => cluster.spec.networkPolicy.enabled,
    ),
  },
  {
    kind: "ServiceMonitor.monitoring.coreos.com/v1",
    plural: "servicemonitors",
    update: "InPlace",
    component: "prometheus-operator",
    build: ({ cluster }) => (cluster.spec.monitoring.prometheus ? [serviceMonitor(cluster)] : []),
  },
];

function eachRole<T extends object>(
  build: (context: Context, role: Role) => T,
  when: (context: Context, role: Role) => boolean = () => true,
) {
  return (context: Context): T[] =>
    rolesOf(context.cluster)
      .filter((role) => when(context, role))
      .map((role) => build(context, role));
}
