/**
 * What becomes of a resource, told as Kubernetes Events of it: `kubectl describe`, `kubectl get events`.
 *
 * They are children of an optional component. Each is made once, in the sync that finds a condition changed, and never
 * changed: its update method is OnDelete. The API server forgets events after an hour, so none is asked for again that
 * is not there, or that would be older.
 */
import type { Event } from "kubernetes-types/core/v1.js";
import { checksum } from "../kubernetes/checksum.ts";
import type { Condition } from "../kubernetes/condition.ts";
import type { KindKey, KubernetesObject } from "../kubernetes/object.ts";
import type { ObjectMap, Parent, Status, SyncRequest, SyncResponse } from "../metacontroller/hooks.ts";
import { asLastApplied } from "../metacontroller/last-applied.ts";
import { shortened } from "../schema/shortened.ts";
import { condition } from "./conditions-and-reasons.ts";
import type { ChildKind, Controller } from "./controller.ts";
import { previousStatus } from "./previous-status.ts";

const EVENT = "Event.v1" satisfies KindKey;

/** The row that every kind has in its registration. */
export const eventRow: ChildKind = { kind: EVENT, plural: "events", update: "OnDelete", component: "events" };

/** Seconds. How long the API server keeps an event, unless told otherwise. */
const LIFETIME = 3600;

/** Seconds within which the same is not told twice, so that what comes and goes all the time stays readable. */
const REPEAT = 60;

/** Events of one resource. A whole hour of what comes and goes would fill every request. */
const MOST = 50;

/** Characters; as long as Kubernetes' own recorder has them. */
const LONGEST = 1024;

/** A controller that tells by events what its status says, where they are registered. */
export const tellingEvents = (controller: Controller): Controller => ({
  ...controller,
  childKinds: [...controller.childKinds, eventRow],
  sync: (request, now, platform) =>
    withEvents(request, now, (others) => controller.sync(others, now, platform)),
  finalize: (request, now) => withEvents(request, now, (others) => controller.finalize(others, now)),
});

/** An answer to a request without its events, and where they are registered the events to it. */
export function withEvents<Answer extends SyncResponse>(
  request: SyncRequest,
  now: string,
  answerTo: (request: SyncRequest) => Answer,
): Answer {
  const { [EVENT]: observed, ...children } = request.children;
  if (!observed) return answerTo(request);
  const answer = answerTo({ ...request, children });
  return {
    ...answer,
    children: [...answer.children, ...eventsOf(request.parent, answer.status, observed, now)],
  };
}

/** Those that are there and young enough, and those of what the status says for the first time. */
function eventsOf(
  parent: Parent,
  status: Status,
  observed: ObjectMap[string],
  now: string,
): KubernetesObject[] {
  const young = (Object.values(observed) as (Event & KubernetesObject)[])
    .filter(({ firstTimestamp }) => age(firstTimestamp, now) < LIFETIME)
    .sort((a, b) => order(a) - order(b))
    .slice(-MOST);
  const isTold = (event: Event) =>
    young.some(
      ({ reason, type, firstTimestamp }) =>
        reason === event.reason && type === event.type && age(firstTimestamp, now) < REPEAT,
    );
  const fresh = changed(status.conditions, previousStatus(parent)?.conditions).map((found) =>
    eventOf(parent, found, isWarning(found, status.conditions), now),
  );
  return [...young.map(asLastApplied), ...fresh.filter((event) => !isTold(event))];
}

const age = (time: string | undefined, now: string): number =>
  (Date.parse(now) - Date.parse(time ?? "")) / 1000;
const order = ({ firstTimestamp, metadata }: Event) =>
  Date.parse(firstTimestamp ?? "") || Date.parse(metadata.creationTimestamp ?? "") || 0;

/** The conditions that say something new. What is well from the first on is no news. */
const changed = (conditions: readonly Condition[], previous: readonly Condition[] | undefined): Condition[] =>
  conditions.filter((found) => {
    const before = previous?.find(({ type }) => type === found.type);
    const isNew = before?.status !== found.status || before.reason !== found.reason;
    if (!isNew || repeatsReady(found, conditions)) return false;
    return previous !== undefined || found.type === condition.Ready || found.status !== "True";
  });

/** Ready sums up what the two others say of it; on their own they tell the steps of a deletion, and what stalls besides. */
function repeatsReady({ type, status, reason }: Condition, conditions: readonly Condition[]): boolean {
  if (type !== condition.Reconciling && type !== condition.Stalled) return false;
  const ready = conditions.find((other) => other.type === condition.Ready);
  return status !== "True" || reason === ready?.reason;
}

/** What waits for somebody, or is not as it should be. To be on the way is usual. */
function isWarning({ type, status }: Condition, conditions: readonly Condition[]): boolean {
  const isStalled = conditions.some((other) => other.type === condition.Stalled && other.status === "True");
  if (type === condition.Ready || type === condition.Reconciling) return status !== "True" && isStalled;
  return type === condition.Stalled || status !== "True";
}

function eventOf(
  { apiVersion, kind, metadata }: Parent,
  { type, status, reason, message }: Condition,
  isWarning: boolean,
  now: string,
): Event & KubernetesObject {
  const { name, namespace, uid = "" } = metadata;
  const component = `${kind.toLowerCase()}-controller`;
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: {
      // Of another life of the resource, or of another time, it is another event.
      name: `${name}.${checksum([uid, type, status, reason, now])}`,
      namespace,
    },
    involvedObject: { apiVersion, kind, name, namespace, uid },
    type: isWarning ? "Warning" : "Normal",
    reason,
    message: message.length > LONGEST ? shortened(message, LONGEST - 1) : message,
    source: { component },
    reportingComponent: component,
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
}
