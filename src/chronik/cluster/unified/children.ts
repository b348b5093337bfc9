import type { Workload } from "../../../controller/deletion.ts";
import { asLastApplied } from "../../../metacontroller/last-applied.ts";
import type { ChildrenByKind } from "../child-kinds.ts";
import type { ChronikCluster } from "../cluster.ts";
import { clientService } from "./children/client-service.ts";
import { configMap } from "./children/config-map.ts";
import { headlessService } from "./children/headless-service.ts";
import { networkPolicy } from "./children/network-policy.ts";
import { isExposed, nodeService } from "./children/node-service.ts";
import { podDisruptionBudget, wantsPodDisruptionBudget } from "./children/pod-disruption-budget.ts";
import { serviceAccount } from "./children/service-account.ts";
import { serviceMonitor } from "./children/service-monitor.ts";
import type { UnifiedContext } from "./context.ts";
import { isCluster, nodeNumbers } from "./nodes.ts";
import { SERVER_FILE } from "./paths.ts";
import { serverFile } from "./server-file.ts";
import { volumesAnnotation } from "./volumes.ts";

/** The children of topology Unified: whether the spec asks for each. */
export const unifiedChildren: ChildrenByKind<UnifiedContext> = {
  "ServiceAccount.v1": ({ cluster }) => [serviceAccount(cluster)],
  "ConfigMap.v1": (context) => (isCluster(context.cluster) ? configuration(context) : []),
  "Service.v1": ({ cluster, observed }) => [
    headlessService(cluster, observed.hasServiceMonitors ? "ServiceMonitor" : "annotations"),
    clientService(cluster),
    ...(isExposed(cluster) ? nodeNumbers(cluster).map((node) => nodeService(cluster, node)) : []),
  ],
  "StatefulSet.apps/v1": nodes,
  "PodDisruptionBudget.policy/v1": ({ cluster }) =>
    wantsPodDisruptionBudget(cluster) ? [podDisruptionBudget(cluster)] : [],
  // The server cannot be grown or shrunk.
  "HorizontalPodAutoscaler.autoscaling/v2": () => [],
  "NetworkPolicy.networking.k8s.io/v1": ({ cluster }) =>
    cluster.spec.networkPolicy.enabled ? [networkPolicy(cluster)] : [],
  "ServiceMonitor.monitoring.coreos.com/v1": ({ cluster }) =>
    cluster.spec.monitoring.prometheus ? [serviceMonitor(cluster)] : [],
};

/** The nodes, which stay as they were last applied while they must not restart or are not fully described. */
function nodes({ cluster, asSpecified, observed: { statefulSet }, plan }: UnifiedContext): object[] {
  if (statefulSet && (plan.nodesStay || !asSpecified))
    return [withNodes(cluster, asLastApplied(statefulSet) as Workload)];
  if (!asSpecified) return [];
  const { metadata, ...rest } = asSpecified;
  const annotations = { ...metadata?.annotations, ...volumesAnnotation(plan.volumes) };
  return [{ ...rest, metadata: { ...metadata, annotations } }];
}

/** Somebody may have scaled it by hand, which the server cannot follow. */
const withNodes = ({ spec: { nodes } }: ChronikCluster, set: Workload): Workload =>
  set.spec ? { ...set, spec: { ...set.spec, replicas: nodes } } : set;

/** Pods read it whenever they start, so it stays as long as they do; what may start empty does not wait for that. */
function configuration({ cluster, brokers, observed, plan, asSpecified }: UnifiedContext): object[] {
  const applied = observed.configMap?.data?.[SERVER_FILE];
  const stays = observed.statefulSet !== undefined && (plan.nodesStay !== undefined || !asSpecified);
  const file = brokers.awaited ? undefined : serverFile(cluster, brokers.known);
  const content = stays ? (applied ?? file) : file;
  return content === undefined ? [] : [configMap(cluster, content, plan.mayStartEmpty)];
}
