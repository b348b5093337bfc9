import assert from "node:assert/strict";
import { test } from "node:test";
import { horizontalPodAutoscaler } from "../../../../../src/chronik/cluster/tiered/children/horizontal-pod-autoscaler.ts";
import { clusterOf } from "../../cluster-of.ts";

const hpa = (autoscaling: object) =>
  horizontalPodAutoscaler(
    clusterOf({ autoscaling: { ingestNodes: { maxReplicas: 9, ...autoscaling } } }),
    "ingest",
  ).spec;

test("it scales the role's StatefulSet within the bounds", () => {
  const { scaleTargetRef, minReplicas, maxReplicas } = hpa({ minReplicas: 2 })!;
  assert.deepEqual(scaleTargetRef, { apiVersion: "apps/v1", kind: "StatefulSet", name: "events-ingest" });
  assert.deepEqual([minReplicas, maxReplicas], [2, 9]);
});

test("without a target it is 80 % CPU, written out: the API server would add it inside a list", () =>
  assert.deepEqual(hpa({ customMetrics: null })?.metrics, [
    { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } },
  ]));

test("CPU, memory and metrics of other kinds, each in the form that autoscaling/v2 has for it", () => {
  const metrics = hpa({
    targetCpuUtilizationPercentage: 70,
    targetMemoryUtilizationPercentage: 75,
    customMetrics: [
      { name: "messages_per_second", targetValue: "1000" },
      { name: "queue_length", targetType: "Value", targetValue: "1500m" },
    ],
  })?.metrics;
  const utilization = (name: string, averageUtilization: number) => ({
    type: "Resource",
    resource: { name, target: { type: "Utilization", averageUtilization } },
  });
  assert.deepEqual(metrics, [
    utilization("cpu", 70),
    utilization("memory", 75),
    {
      type: "Pods",
      pods: {
        metric: { name: "messages_per_second" },
        // Canonical, since it stands in a list that is compared whole at every sync.
        target: { type: "AverageValue", averageValue: "1k" },
      },
    },
    {
      type: "External",
      external: { metric: { name: "queue_length" }, target: { type: "Value", value: "1500m" } },
    },
  ]);
});

test("utilization of anything but CPU and memory is an average over the pods: Kubernetes knows no other", () => {
  const custom = { name: "buffer_fill", targetType: "Utilization", targetValue: "80" };
  assert.deepEqual(hpa({ customMetrics: [custom] })?.metrics, [
    {
      type: "Pods",
      pods: { metric: { name: "buffer_fill" }, target: { type: "AverageValue", averageValue: "80" } },
    },
  ]);
});
