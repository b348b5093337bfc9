/**
 * What the rest of a cluster does with the children: pods start and become ready one by one, volumes appear,
 * load balancers get addresses, autoscalers and disruption budgets report.
 *
 * Time passes in steps that the caller takes, so that every moment in between can be looked at. All state is
 * in the objects' status: a step is a function of what is stored.
 */
import { createHash } from "node:crypto";
import { goJson } from "../go-json.ts";
import type { JsonObject, KubeObject } from "../store.ts";
import type { MemoryCluster } from "./memory-cluster.ts";
import { requiredSecrets } from "./secret-references.ts";
import { volumeClaims } from "./volume-claims.ts";

export interface StatefulSet extends KubeObject {
  spec: {
    replicas?: number;
    podManagementPolicy?: string;
    template: JsonObject;
    volumeClaimTemplates?: KubeObject[];
    persistentVolumeClaimRetentionPolicy?: { whenDeleted?: string; whenScaled?: string };
  };
  status?: Partial<StatefulSetStatus>;
}

interface StatefulSetStatus extends JsonObject {
  observedGeneration: number;
  replicas: number;
  readyReplicas: number;
  availableReplicas: number;
  currentReplicas: number;
  updatedReplicas: number;
  currentRevision: string;
  updateRevision: string;
}

/**
 * Lets one thing happen to each object that is not yet where it should be.
 *
 * @returns whether anything happened
 */
export async function step(cluster: MemoryCluster): Promise<boolean> {
  const before = cluster.writes.length;
  for (const set of cluster.list("StatefulSet")) await runStatefulSet(cluster, set as StatefulSet);
  for (const service of cluster.list("Service")) await runService(cluster, service);
  for (const budget of cluster.list("PodDisruptionBudget")) await runDisruptionBudget(cluster, budget);
  for (const autoscaler of cluster.list("HorizontalPodAutoscaler")) await runAutoscaler(cluster, autoscaler);
  return cluster.writes.slice(before).some(({ changed }) => changed);
}

async function runStatefulSet(cluster: MemoryCluster, set: StatefulSet) {
  const next = nextStatus(set, missingSecrets(cluster, set).size === 0);
  await volumeClaims(cluster, set, next.replicas);
  await writeStatus(cluster, set, next);
}

/** The Secrets without which the set's pods do not start, with the keys they want of each. */
export function missingSecrets(
  cluster: MemoryCluster,
  { metadata, spec }: StatefulSet,
): Map<string, Set<string>> {
  const present = new Set(
    cluster
      .list("Secret")
      .filter((secret) => secret.metadata.namespace === metadata.namespace)
      .map((secret) => secret.metadata.name),
  );
  return new Map([...requiredSecrets(spec.template)].filter(([name]) => !present.has(name)));
}

/**
 * One pod at a time, but for the first start of a Parallel set; a rollout restarts from the top.
 *
 * @param canStart false when pods lack what they need and none becomes ready
 */
export function nextStatus({ metadata, spec, status = {} }: StatefulSet, canStart = true): StatefulSetStatus {
  const wanted = spec.replicas ?? 1;
  const parallel = spec.podManagementPolicy === "Parallel";
  const revision = revisionOf(metadata.name, spec.template);
  const { replicas = 0, readyReplicas = 0, updatedReplicas = 0, currentRevision = revision } = status;
  const sameRevision = status.updateRevision === undefined || status.updateRevision === revision;
  const now = { replicas, ready: readyReplicas, updated: sameRevision ? updatedReplicas : 0 };

  if (status.observedGeneration !== metadata.generation) {
    // The controller first takes note of the new spec. Nothing has happened to a pod yet.
  } else if (replicas > wanted) {
    now.replicas--;
    now.ready = Math.min(readyReplicas, now.replicas);
    now.updated = Math.min(now.updated, now.replicas);
  } else if (replicas < wanted && (parallel || readyReplicas === replicas)) {
    const started = parallel ? wanted - replicas : 1;
    now.replicas += started;
    now.updated += started;
  } else if (parallel && readyReplicas === 0 && now.updated < replicas) {
    // Pods that are not ready anyway are replaced at once. In an ordered set they are waited for.
    now.updated++;
  } else if (readyReplicas < replicas) {
    if (canStart) now.ready++;
  } else if (now.updated < replicas) {
    now.ready--;
    now.updated++;
  }

  const complete = now.updated === now.replicas && now.ready === now.replicas && now.replicas === wanted;
  const current = complete ? revision : currentRevision;
  return {
    observedGeneration: metadata.generation ?? 0,
    replicas: now.replicas,
    readyReplicas: now.ready,
    availableReplicas: now.ready,
    currentReplicas: current === revision ? now.updated : now.replicas - now.updated,
    updatedReplicas: now.updated,
    currentRevision: current,
    updateRevision: revision,
    collisionCount: 0,
  };
}

const revisionOf = (name: string, template: JsonObject) =>
  `${name}-${createHash("sha256").update(goJson(template)).digest("hex").slice(0, 10)}`;

async function runService(cluster: MemoryCluster, service: KubeObject) {
  const spec = service.spec as { type?: string; clusterIP?: string; ports?: { nodePort?: number }[] };
  const index = cluster.list("Service").indexOf(service) + 1;
  if (!spec.clusterIP) {
    const store = cluster.as("kube-apiserver");
    const allocated = structuredClone(service);
    (allocated.spec as JsonObject).clusterIP = `10.96.0.${index}`;
    await store.update(await store.kind("v1", "Service"), allocated);
    return;
  }
  if (spec.type !== "LoadBalancer") return;
  // 192.0.2.0/24 is set aside for documentation.
  await writeStatus(cluster, service, {
    loadBalancer: { ingress: [{ ip: `192.0.2.${index}`, ipMode: "VIP" }] },
  });
}

async function runDisruptionBudget(cluster: MemoryCluster, budget: KubeObject) {
  const { selector, maxUnavailable, minAvailable } = budget.spec as {
    selector?: { matchLabels?: Record<string, string> };
    maxUnavailable?: number | string;
    minAvailable?: number | string;
  };
  const selected = Object.entries(selector?.matchLabels ?? {});
  const sets = cluster.list("StatefulSet").filter((set) => {
    const { metadata } = (set as StatefulSet).spec.template as {
      metadata?: { labels?: Record<string, string> };
    };
    const same = set.metadata.namespace === budget.metadata.namespace;
    return same && selected.every(([label, value]) => metadata?.labels?.[label] === value);
  }) as StatefulSet[];
  const sum = (count: (set: StatefulSet) => number) => sets.reduce((total, set) => total + count(set), 0);
  const expectedPods = sum(({ spec }) => spec.replicas ?? 1);
  const currentHealthy = sum(({ status }) => status?.readyReplicas ?? 0);
  const desiredHealthy =
    minAvailable === undefined
      ? expectedPods - share(maxUnavailable ?? 1, expectedPods)
      : share(minAvailable, expectedPods);
  await writeStatus(cluster, budget, {
    observedGeneration: budget.metadata.generation,
    expectedPods,
    currentHealthy,
    desiredHealthy: Math.max(desiredHealthy, 0),
    disruptionsAllowed: Math.max(currentHealthy - Math.max(desiredHealthy, 0), 0),
  });
}

/** A count, or a percentage of the whole, rounded up. */
const share = (bound: number | string, whole: number): number =>
  typeof bound === "number" ? bound : Math.ceil((Number.parseFloat(bound) / 100) * whole);

/** Load never changes here: an autoscaler only keeps its workload within the bounds. */
async function runAutoscaler(cluster: MemoryCluster, autoscaler: KubeObject) {
  const {
    scaleTargetRef,
    minReplicas = 1,
    maxReplicas,
  } = autoscaler.spec as {
    scaleTargetRef: { kind: string; name: string };
    minReplicas?: number;
    maxReplicas: number;
  };
  const target = cluster
    .list(scaleTargetRef.kind)
    .find(
      ({ metadata }) =>
        metadata.name === scaleTargetRef.name && metadata.namespace === autoscaler.metadata.namespace,
    );
  if (!target) return;
  const { replicas = 1 } = target.spec as { replicas?: number };
  const desired = Math.min(Math.max(replicas, minReplicas), maxReplicas);
  // Zero is switched off, and an autoscaler leaves it alone.
  if (replicas > 0 && replicas !== desired) {
    const store = cluster.as("horizontal-pod-autoscaler");
    const scaled = structuredClone(target);
    (scaled.spec as JsonObject).replicas = desired;
    await store.update(await store.kind(target.apiVersion, target.kind), scaled);
  }
  const { replicas: current = 0 } = (target.status ?? {}) as { replicas?: number };
  await writeStatus(cluster, autoscaler, {
    currentReplicas: current,
    desiredReplicas: desired,
    currentMetrics: null,
  });
}

async function writeStatus(cluster: MemoryCluster, object: KubeObject, status: JsonObject) {
  const store = cluster.as("kube-controller-manager");
  await store.updateStatus(await store.kind(object.apiVersion, object.kind), { ...object, status });
}
