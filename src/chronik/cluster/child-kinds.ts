import type { ChildKind } from "../../controller/controller.ts";

/** The kinds of a ChronikCluster's children, in reading order. What a topology has of each is in its own folder. */
export const CHILD_KINDS = [
  { kind: "ServiceAccount.v1", plural: "serviceaccounts", update: "InPlace" },
  { kind: "ConfigMap.v1", plural: "configmaps", update: "InPlace" },
  { kind: "Service.v1", plural: "services", update: "InPlace" },
  { kind: "StatefulSet.apps/v1", plural: "statefulsets", update: "InPlace" },
  { kind: "PodDisruptionBudget.policy/v1", plural: "poddisruptionbudgets", update: "InPlace" },
  { kind: "HorizontalPodAutoscaler.autoscaling/v2", plural: "horizontalpodautoscalers", update: "InPlace" },
  { kind: "NetworkPolicy.networking.k8s.io/v1", plural: "networkpolicies", update: "InPlace" },
  {
    kind: "ServiceMonitor.monitoring.coreos.com/v1",
    plural: "servicemonitors",
    update: "InPlace",
    component: "prometheus-operator",
  },
] as const satisfies readonly ChildKind[];

/** What a topology asks for of each kind, none where it asks for none. How each looks is in its own file. */
export type ChildrenByKind<Context> = {
  readonly [Row in (typeof CHILD_KINDS)[number] as Row["kind"]]: (context: Context) => readonly object[];
};
