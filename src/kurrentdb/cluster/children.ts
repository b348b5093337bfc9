import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { type Child, wantedChildren } from "../../controller/child-table.ts";
import type { KubernetesObject } from "../../kubernetes/object.ts";
import { secretsChecksum } from "../../kubernetes/secrets.ts";
import { keepingImmutable, podAnnotationsOf } from "../../kubernetes/stateful-set.ts";
import { asItIs } from "../../metacontroller/last-applied.ts";
import { clientService, memberServices } from "./children/client-service.ts";
import { configMap } from "./children/config-map.ts";
import { headlessService } from "./children/headless-service.ts";
import { networkPolicy } from "./children/network-policy.ts";
import { podDisruptionBudget } from "./children/pod-disruption-budget.ts";
import { SECRETS_CHECKSUM } from "./children/pod-template.ts";
import { serviceAccount } from "./children/service-account.ts";
import { serviceMonitor } from "./children/service-monitor.ts";
import { statefulSet } from "./children/stateful-set.ts";
import type { KurrentDB } from "./cluster.ts";
import type { Observed } from "./observed.ts";

/** What the children are computed from. */
interface Context {
  cluster: KurrentDB;
  observed: Observed;
  /** The StatefulSet the spec asks for, whether or not it may be applied now. */
  wanted: StatefulSet;
}

/** The children of a KurrentDB, in reading order: whether each is wanted. How it looks is in its own file. */
export const children: readonly Child<Context>[] = [
  { kind: "ServiceAccount.v1", build: ({ cluster }) => [serviceAccount(cluster)] },
  { kind: "ConfigMap.v1", build: ({ cluster, observed: { plan } }) => [configMap(cluster, plan)] },
  {
    kind: "Service.v1",
    build: ({ cluster, observed: { plan, hasServiceMonitors } }) => [
      headlessService(cluster, plan, hasServiceMonitors ? "ServiceMonitor" : "annotations"),
      clientService(cluster, plan),
      ...memberServices(cluster, plan),
    ],
  },
  {
    kind: "StatefulSet.apps/v1",
    build: (context) => (context.observed.isTaken ? [] : [appliedStatefulSet(context)]),
  },
  {
    kind: "PodDisruptionBudget.policy/v1",
    build: ({ cluster, observed: { plan } }) =>
      plan.clusterSize > 1 || cluster.spec.podDisruptionBudget ? [podDisruptionBudget(cluster)] : [],
  },
  {
    kind: "NetworkPolicy.networking.k8s.io/v1",
    build: ({ cluster, observed: { plan } }) =>
      cluster.spec.networkPolicy.enabled ? [networkPolicy(cluster, plan)] : [],
  },
  {
    kind: "ServiceMonitor.monitoring.coreos.com/v1",
    optional: true,
    build: ({ cluster, observed: { plan } }) =>
      cluster.spec.monitoring.prometheus ? [serviceMonitor(cluster, plan)] : [],
  },
];

export const desiredChildren = (
  cluster: KurrentDB,
  observed: Observed,
  wanted: StatefulSet = wantedStatefulSet(cluster, observed),
): KubernetesObject[] =>
  wantedChildren(children, { cluster, observed, wanted }, () => observed.hasServiceMonitors);

/** The StatefulSet there should be. */
export const wantedStatefulSet = (cluster: KurrentDB, { plan, secrets, statefulSet: existing }: Observed) =>
  statefulSet(cluster, plan, secretsChecksum(secrets, podAnnotationsOf(existing)[SECRETS_CHECKSUM]));

/** What exists stays as it is while its pods could not start again for want of a Secret. To stop them takes none. */
function appliedStatefulSet({ observed, wanted }: Context): object {
  const { plan, secrets, statefulSet: existing } = observed;
  if (existing && secrets.missing.length > 0 && plan.replicas > 0) {
    return asItIs(existing as KubernetesObject & StatefulSet);
  }
  return keepingImmutable(wanted, existing);
}
