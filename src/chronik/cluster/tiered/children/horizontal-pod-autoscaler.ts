import type { HorizontalPodAutoscaler, MetricSpec } from "kubernetes-types/autoscaling/v2.js";
import { canonicalQuantity } from "../../../../schema/quantity.ts";
import { type ChronikCluster, childMetadata, componentName } from "../../cluster.ts";
import { autoscalingOf, type Role } from "../roles.ts";

type Autoscaling = NonNullable<ReturnType<typeof autoscalingOf>>;

/** Scales a role by load. From then on the StatefulSet's replicas are the autoscaler's. */
export function horizontalPodAutoscaler(cluster: ChronikCluster, role: Role): HorizontalPodAutoscaler {
  const autoscaling = autoscalingOf(cluster, role)!;
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: childMetadata(cluster, `${componentName(cluster, role)}-hpa`, role),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "StatefulSet", name: componentName(cluster, role) },
      minReplicas: autoscaling.minReplicas,
      maxReplicas: autoscaling.maxReplicas,
      metrics: metrics(autoscaling),
    },
  };
}

function metrics({
  targetCpuUtilizationPercentage: cpu,
  targetMemoryUtilizationPercentage: memory,
  customMetrics = [],
}: Autoscaling): MetricSpec[] {
  const asked = [
    ...(cpu === undefined ? [] : [utilization("cpu", cpu)]),
    ...(memory === undefined ? [] : [utilization("memory", memory)]),
    ...customMetrics.map(customMetric),
  ];
  // The API server would fill in this same metric, inside a list, and Metacontroller would take it out again.
  return asked.length > 0 ? asked : [utilization("cpu", 80)];
}

const utilization = (name: string, averageUtilization: number): MetricSpec => ({
  type: "Resource",
  resource: { name, target: { type: "Utilization", averageUtilization } },
});

function customMetric({
  name,
  targetType,
  targetValue,
}: NonNullable<Autoscaling["customMetrics"]>[number]): MetricSpec {
  const value = canonicalQuantity(targetValue);
  return targetType === "Value"
    ? { type: "External", external: { metric: { name }, target: { type: "Value", value } } }
    : { type: "Pods", pods: { metric: { name }, target: { type: "AverageValue", averageValue: value } } };
}
