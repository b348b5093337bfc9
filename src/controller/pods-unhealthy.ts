/**
 * Why pods are not ready, as the status tells it.
 *
 * Pods are related objects, so that whatever happens to one starts a sync. What is said of them must be the same bytes as
 * long as the cause is the same, or a pod that crashes every minute would have a status written every minute.
 */
import type { Trouble, TroubleKind } from "../kubernetes/container-trouble.ts";
import { podTroubles } from "../kubernetes/pod-trouble.ts";
import type { Status, SyncRequest } from "../metacontroller/hooks.ts";
import { find, ofKind } from "../metacontroller/observed.ts";
import { condition, reason } from "./conditions-and-reasons.ts";
import { type Finding, no } from "./finding.ts";
import type { Related } from "./related-table.ts";
import { some } from "./some.ts";
import type { Obstacle } from "./status.ts";
import type { Reason } from "./words.ts";

/** Causes that are told, and pods that are named with each. */
const MOST = 3;

const REASONS: Record<TroubleKind, Reason> = {
  PodUnschedulable: reason.PodUnschedulable,
  ClaimNotBound: reason.ClaimNotBound,
  PodNotStarted: reason.PodNotStarted,
  ImageNotPulled: reason.ImageNotPulled,
  ContainerNotCreated: reason.ContainerNotCreated,
  ContainerCrashes: reason.ContainerCrashes,
  OutOfMemory: reason.OutOfMemory,
  ProbeFails: reason.ProbeFails,
  NodeLost: reason.NodeLost,
  PodFailed: reason.PodFailed,
  PodNotStopping: reason.PodNotStopping,
};

/** What the pods say. */
export interface PodHealth {
  obstacles: Obstacle[];
  findings: Finding[];
  /** When to look again: what every start goes through becomes trouble with time alone. */
  resyncAfterSeconds?: number;
}

/** The row by which a kind sees its pods. @param labelsOf labels that they all bear */
export const podsRow = <Cluster>(
  labelsOf: (cluster: Cluster) => Record<string, string>,
): Related<Cluster> => ({
  kind: "Pod.v1",
  plural: "pods",
  select: (cluster) => ({ matchLabels: labelsOf(cluster) }),
});

/**
 * The first trouble of each pod that belongs to one of the resource's StatefulSets; whose else bears its labels is not told.
 *
 * @param now RFC 3339 time in UTC
 */
export function podHealth(
  { parent, children, related }: Pick<SyncRequest, "parent" | "children" | "related">,
  previous: Status | undefined,
  now: string,
): PodHealth {
  const { namespace } = parent.metadata;
  const sets = new Set(ofKind(children, "StatefulSet.apps/v1").map(({ metadata }) => metadata.uid));
  const claimNamed = (name: string) => find(related, "PersistentVolumeClaim.v1", namespace, name);
  const told: { name: string; trouble: Trouble }[] = [];
  const later: string[] = [];
  for (const pod of ofKind(related, "Pod.v1")) {
    if (!pod.metadata.ownerReferences?.some(({ uid }) => sets.has(uid))) continue;
    const troubles = podTroubles(pod, claimNamed, now);
    const first = troubles.find(({ from }) => from === undefined || from <= now);
    if (first) told.push({ name: pod.metadata.name!, trouble: first });
    else later.push(...troubles.flatMap(({ from }) => from ?? []));
  }
  told.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  const resync = secondsUntil(later.sort()[0], now);
  return { ...described(told, previous), ...(resync !== undefined && { resyncAfterSeconds: resync }) };
}

/** Of a deletion: the pods that do not stop. */
export function stoppingHealth(request: SyncRequest, now: string): PodHealth {
  const pods = Object.entries(request.related?.["Pod.v1"] ?? {});
  const stopping = Object.fromEntries(pods.filter(([, { metadata }]) => "deletionTimestamp" in metadata));
  return podHealth({ ...request, related: { "Pod.v1": stopping } }, undefined, now);
}

function described(
  told: readonly { name: string; trouble: Trouble }[],
  previous: Status | undefined,
): Pick<PodHealth, "obstacles" | "findings"> {
  const [first] = told;
  if (!first) return { obstacles: [], findings: [] };
  const before = previous?.conditions.find(({ type }) => type === condition.PodsHealthy)?.message ?? "";
  const namesByText = new Map<string, string[]>();
  for (const { name, trouble } of told) {
    const text = withCauseOfBefore(trouble, before);
    namesByText.set(text, [...(namesByText.get(text) ?? []), name]);
  }
  const sentences = [...namesByText].map(([text, names]) => `${podsNamed(names)} ${text}`);
  const message = [
    ...sentences.slice(0, MOST),
    ...(sentences.length > MOST ? [`${sentences.length - MOST} more causes`] : []),
  ].join(". ");
  const why = REASONS[first.trouble.kind];
  return { obstacles: [{ reason: why, message }], findings: [no(condition.PodsHealthy, why, message)] };
}

/** `Pod a-0`, or `Pods a-0, a-1, a-2 and 2 more, each:`; what is so of them follows. */
function podsNamed(names: readonly string[]): string {
  const list = some(names, MOST);
  return names.length === 1 ? `Pod ${list}` : `Pods ${list}, each:`;
}

/** Between two attempts to pull an image, kubelets before 1.31 do not say why the last one failed. */
function withCauseOfBefore({ kind, text }: Trouble, before: string): string {
  const at = kind === "ImageNotPulled" ? before.indexOf(`${text} (`) : -1;
  return at === -1 ? text : before.slice(at, before.indexOf(")", at + text.length) + 1);
}

function secondsUntil(time: string | undefined, now: string): number | undefined {
  if (time === undefined) return undefined;
  const seconds = (Date.parse(time) - Date.parse(now)) / 1000;
  return Number.isFinite(seconds) ? Math.max(seconds, 1) : undefined;
}
