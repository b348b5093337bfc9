import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { Child } from "../../controller/child-table.ts";
import { asLastApplied } from "../../metacontroller/last-applied.ts";
import { certificate } from "./children/certificate.ts";
import { clientService, memberServices, readOnlyService } from "./children/client-service.ts";
import { configMap } from "./children/config-map.ts";
import { headlessService } from "./children/headless-service.ts";
import { networkPolicy } from "./children/network-policy.ts";
import { podDisruptionBudget } from "./children/pod-disruption-budget.ts";
import { serviceAccount } from "./children/service-account.ts";
import { serviceMonitor } from "./children/service-monitor.ts";
import { readOnlyStatefulSet, statefulSet, withPartition } from "./children/stateful-set.ts";
import type { KurrentDB } from "./cluster.ts";
import { confirmsRollout, rolloutUsed, type Used, usedAnnotations } from "./confirmations.ts";
import type { Observed } from "./observed.ts";
import { type Plan, planOf } from "./plan.ts";
import { fingerprintOf, type RolloutStep, rolloutStep } from "./rollout.ts";

/** What children and status are computed from. */
export interface Context {
  cluster: KurrentDB;
  observed: Observed;
  /** How far the cluster may go in this sync. */
  plan: Plan;
  /** Confirmations that are used up. */
  used: Used;
  /** The StatefulSet there should be, whether or not it may be applied now. */
  asSpecified: StatefulSet;
  /** How far a change of its pods may be rolled out in this sync. */
  rollout: RolloutStep;
  /** That of the read-only replicas, where there should be any. */
  readOnly: StatefulSet | undefined;
}

/** Decides what the children are to be, given what exists. */
export function contextOf(cluster: KurrentDB, observed: Observed): Context {
  const { statefulSet: existing, volumes, secretsRead } = observed;
  const plan = planOf(cluster, existing, volumes);
  const asSpecified =
    // What a frozen plan keeps may be what the spec no longer describes.
    plan.isFrozen && existing ? asLastApplied(existing) : statefulSet(cluster, plan, secretsRead);
  const fingerprint = fingerprintOf(asSpecified);
  const isConfirmed = confirmsRollout(cluster.metadata, plan.used, fingerprint);
  const unconfirmed = rolloutStep(asSpecified, existing, false);
  const uses = isConfirmed && unconfirmed.waits ? fingerprint : undefined;
  const used = { ...plan.used, rollout: rolloutUsed(cluster.metadata, plan.used, uses) };
  return {
    cluster,
    observed,
    plan,
    used,
    asSpecified: plan.isFrozen ? asSpecified : withUsed(asSpecified, used),
    rollout: plan.restartsLast
      ? { partition: plan.replicas - 1, waits: false }
      : isConfirmed
        ? rolloutStep(asSpecified, existing, true)
        : unconfirmed,
    readOnly: readOnlyOf(cluster, plan, observed),
  };
}

const withUsed = (set: StatefulSet, used: Used): StatefulSet => ({
  ...set,
  metadata: { ...set.metadata, annotations: { ...set.metadata?.annotations, ...usedAnnotations(used) } },
});

/** Those that exist stay while the members stop for another size, or go through one in which there can be none. */
function readOnlyOf(cluster: KurrentDB, plan: Plan, observed: Observed): StatefulSet | undefined {
  const { readOnlyStatefulSet: existing, secretsRead } = observed;
  if (!cluster.spec.readOnlyReplicas || plan.isFrozen) return undefined;
  const isBetweenSizes = plan.replicas === 0 && plan.targetSize > 0;
  if (plan.clusterSize > 1 && !(isBetweenSizes && existing))
    return readOnlyStatefulSet(cluster, plan, secretsRead);
  return existing && asLastApplied(existing);
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
    build: ({ cluster, plan, observed, readOnly }) => [
      headlessService(cluster, plan, observed.hasServiceMonitors ? "ServiceMonitor" : "annotations"),
      clientService(cluster, plan),
      ...memberServices(cluster, plan),
      ...(readOnly ? [readOnlyService(cluster, plan)] : []),
    ],
  },
  {
    kind: "StatefulSet.apps/v1",
    plural: "statefulsets",
    update: "InPlace",
    build: ({ asSpecified, rollout, readOnly }) => [
      withPartition(asSpecified, rollout.partition),
      ...(readOnly ? [readOnly] : []),
    ],
  },
  {
    kind: "PodDisruptionBudget.policy/v1",
    plural: "poddisruptionbudgets",
    update: "InPlace",
    build: ({ cluster, plan, readOnly }) => [
      ...(plan.clusterSize > 1 || cluster.spec.podDisruptionBudget ? [podDisruptionBudget(cluster)] : []),
      ...(readOnly ? [podDisruptionBudget(cluster, "readOnlyReplica")] : []),
    ],
  },
  {
    kind: "NetworkPolicy.networking.k8s.io/v1",
    plural: "networkpolicies",
    update: "InPlace",
    build: ({ cluster, plan }) => (cluster.spec.networkPolicy.enabled ? [networkPolicy(cluster, plan)] : []),
  },
  {
    kind: "Certificate.cert-manager.io/v1",
    plural: "certificates",
    update: "InPlace",
    component: "certificates",
    build: ({ cluster, plan }) =>
      cluster.security.mode === "TLS" && cluster.security.issuer
        ? [certificate(cluster, plan, cluster.security, cluster.security.issuer)]
        : [],
  },
  {
    kind: "ServiceMonitor.monitoring.coreos.com/v1",
    plural: "servicemonitors",
    update: "InPlace",
    component: "prometheus-operator",
    build: ({ cluster }) => (cluster.spec.monitoring.prometheus ? [serviceMonitor(cluster)] : []),
  },
];
