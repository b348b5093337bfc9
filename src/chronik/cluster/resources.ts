import type { ResourceRequirements } from "kubernetes-types/core/v1.js";
import { resourceRequirements } from "../../kubernetes/resources.ts";
import type { ChronikCluster, Component } from "./cluster.ts";

/** What each pod of a component may use. */
export function resources({ spec }: ChronikCluster, component: Component): ResourceRequirements {
  const { cpu, memory, cpuLimit, memoryLimit } = spec.resources[component] ?? {};
  return resourceRequirements({ requests: { cpu, memory }, limits: { cpu: cpuLimit, memory: memoryLimit } });
}
