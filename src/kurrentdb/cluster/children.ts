import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { Child } from "../../controller/child-table.ts";
import { secretsChecksum } from "../../kubernetes/secrets.ts";
import { keepingImmutable, podAnnotationsOf } from "../../kubernetes/stateful-set.ts";
import { asLastApplied } from "../../metacontroller/last-applied.ts";
import { SECRETS_CHECKSUM } from "./annotations.ts";
import { clientService, memberServices } from "./children/client-service.ts";
import { configMap } from "./children/config-map.ts";
import { headlessService } from "./children/headless-service.ts";
import { networkPolicy } from "./children/network-policy.ts";
import { podDisruptionBudget } from "./children/pod-disruption-budget.ts";
import { serviceAccount } from "./children/service-account.ts";
import { serviceMonitor } from "./children/service-monitor.ts";
import { statefulSet } from "./children/stateful-set.ts";
import type { KurrentDB } from "./cluster.ts";
import type { Observed } from "./observed.ts";
import { type Plan, planOf } from "./plan.ts";

/** What children and status are computed from. */
export interface Context {
  cluster: KurrentDB;
  observed: Observed;
  /** How far the cluster may go in this sync. */
  plan: Plan;
  /** The StatefulSet there should be, whether or not it may be applied now. */
  asSpecified: StatefulSet;
}

/** Decides what the children are to be, given what exists. */
export function contextOf(cluster: KurrentDB, observed: Observed): Context {
  const { statefulSet: existing, volumes, secrets } = observed;
  const plan = planOf(cluster, existing, volumes);
  const checksum = secretsChecksum(secrets, podAnnotationsOf(existing)[SECRETS_CHECKSUM]);
  const asSpecified =
    // What a frozen plan keeps may be what the spec no longer describes.
    plan.isFrozen && existing
      ? (asLastApplied(existing) as typeof existing)
      : statefulSet(cluster, plan, checksum);
  return { cluster, observed, plan, asSpecified };
}

/** The children of a KurrentDB, in reading order: whether the spec asks for each. How it looks is in its own file. */
export const children: readonly Child<Context>[] = [
  {
    kind: "ServiceAccount.v1",
    plural: "serviceaccounts",
    update: "InPlace",
    build: ({ cluster }) => [serviceAccount(cluster)],
  },
  {
    kind: "ConfigMap.v1",
    plural: "configmaps",
    update: "InPlace",
    build: ({ cluster, plan }) => [configMap(cluster, plan)],
  },
  {
    kind: "Service.v1",
    plural: "services",
    update: "InPlace",
    build: ({ cluster, plan, observed }) => [
      headlessService(cluster, plan, observed.hasServiceMonitors ? "ServiceMonitor" : "annotations"),
      clientService(cluster, plan),
      ...memberServices(cluster, plan),
    ],
  },
  {
    kind: "StatefulSet.apps/v1",
    plural: "statefulsets",
    update: "InPlace",
    build: ({ observed, asSpecified }) => [keepingImmutable(asSpecified, observed.statefulSet)],
  },
  {
    kind: "PodDisruptionBudget.policy/v1",
    plural: "poddisruptionbudgets",
    update: "InPlace",
    build: ({ cluster, plan }) =>
      plan.clusterSize > 1 || cluster.spec.podDisruptionBudget ? [podDisruptionBudget(cluster)] : [],
  },
  {
    kind: "NetworkPolicy.networking.k8s.io/v1",
    plural: "networkpolicies",
    update: "InPlace",
    build: ({ cluster, plan }) => (cluster.spec.networkPolicy.enabled ? [networkPolicy(cluster, plan)] : []),
  },
  {
    kind: "ServiceMonitor.monitoring.coreos.com/v1",
    plural: "servicemonitors",
    update: "InPlace",
    component: "prometheus-operator",
    build: ({ cluster }) => (cluster.spec.monitoring.prometheus ? [serviceMonitor(cluster)] : []),
  },
];
