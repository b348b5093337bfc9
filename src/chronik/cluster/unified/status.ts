import type { Report } from "../../../controller/definition.ts";
import { type Finding, no, yes } from "../../../controller/finding.ts";
import { notSettled, volumesAsSpecified } from "../../../controller/obstacles.ts";
import type { Obstacle } from "../../../controller/status.ts";
import { specFollowed } from "../../../controller/withheld.ts";
import { type Rollout, rollout, volumeDifferences } from "../../../kubernetes/stateful-set.ts";
import { FINGERPRINT, START_EMPTY } from "../annotations.ts";
import type { ChronikCluster } from "../cluster.ts";
import { condition, reason } from "../conditions-and-reasons.ts";
import type { ChronikClusterStatus } from "../status-schema.ts";
import { volume } from "../volume.ts";
import { HOST_IP } from "./brokers.ts";
import type { UnifiedContext } from "./context.ts";
import { bootstrapAddress, clientHost, isCluster, serverName } from "./nodes.ts";
import { volumesLost } from "./plan.ts";
import { API } from "./ports.ts";

/** How the nodes are. */
export function unifiedReport(context: UnifiedContext): Report {
  const { cluster, observed, plan } = context;
  const { statefulSet, secrets } = observed;
  const name = serverName(cluster);
  const progress = progressOf(context);
  const differences = statefulSet ? volumeDifferences(volume(cluster), statefulSet) : [];
  return {
    pods: { rollouts: [progress], secrets },
    isFrozen: plan.frozen !== undefined,
    obstacles: [...stopped(context), ...awaited(context), ...lost(context), ...notSettled(name, progress)],
    findings: [volumesAsSpecified(new Map([[name, differences]])), specFollowedBy(context), durable(cluster)],
    hasRun: statefulSet !== undefined,
    ready: `${progress.ready} of ${progress.specified} nodes are ready`,
    status: {
      ready: `${progress.ready}/${progress.specified}`,
      readyReplicas: { nodes: progress.ready },
      endpoints: endpoints(context),
    },
  };
}

/** While nodes stay as they were last applied they differ from the spec on purpose; only their pods count. */
function progressOf({ cluster, observed: { statefulSet }, plan, asSpecified }: UnifiedContext): Rollout {
  if (asSpecified && !plan.frozen && !plan.nodesStay) return rollout(FINGERPRINT, asSpecified, statefulSet);
  const specified = statefulSet?.spec?.replicas ?? cluster.spec.nodes;
  const ready = Math.min(statefulSet?.status?.readyReplicas ?? 0, specified);
  const state = statefulSet === undefined ? "Missing" : ready < specified ? "NotReady" : "Settled";
  return { state, ready, specified, message: `has ${ready} of ${specified} pods ready` };
}

/** What only a person can end. Nodes that run go on running. */
const stopped = ({ plan: { frozen } }: UnifiedContext): Obstacle[] =>
  frozen ? [{ ...frozen, stalls: true }] : [];

const awaited = ({ brokers, plan }: UnifiedContext): Obstacle[] =>
  brokers.awaited && !plan.frozen
    ? [
        {
          reason: reason.AddressAwaited,
          message: `Clients have to be told where the nodes are. Waiting for ${brokers.awaited.join(", ")}`,
        },
      ]
    : [];

const lost = ({ cluster, plan }: UnifiedContext): Obstacle[] =>
  plan.lost.length > 0 ? [{ ...volumesLost(cluster, plan.lost), stalls: true }] : [];

function specFollowedBy({ cluster: { metadata }, plan }: UnifiedContext): Finding {
  const hasStarted = metadata.annotations?.[START_EMPTY] !== undefined && plan.mayStartEmpty.length === 0;
  return specFollowed(
    [plan.frozen ?? plan.nodesStay ?? []].flat(),
    hasStarted
      ? "The nodes that were to start empty have, and the annotation would count the next time too; take it away: " +
          `kubectl annotate chronikcluster ${metadata.name} -n ${metadata.namespace} ${START_EMPTY}-`
      : "",
  );
}

const durable = (cluster: ChronikCluster): Finding =>
  isCluster(cluster)
    ? no(
        condition.Durable,
        reason.UnsafeClustering,
        "A node that restarts has none of the records it had, and when all nodes restart records are gone for good. " +
          "acceptUnsafeClustering accepts that",
      )
    : yes(condition.Durable, reason.SingleNode, "A single node keeps its records when it restarts");

function endpoints({ cluster, brokers }: UnifiedContext): ChronikClusterStatus["endpoints"] {
  const known = brokers.awaited ? [] : brokers.known;
  // What only a pod learns, when it starts, is no address yet.
  const nodes = known
    .filter(({ host }) => !host.includes(HOST_IP))
    .map(({ host, port }) => `${host}:${port}`);
  const isOutside = cluster.spec.network.serviceType !== "ClusterIP";
  return {
    ingest: bootstrapAddress(cluster),
    api: `http://${clientHost(cluster)}:${API.port}`,
    ...(nodes.length > 0 && { nodes }),
    ...(isOutside && nodes.length > 0 && { external: nodes.join(",") }),
  };
}
