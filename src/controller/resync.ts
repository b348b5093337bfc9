import type { Status } from "../metacontroller/hooks.ts";

/** Seconds. The first is what creating an object takes; the last is no load even for hundreds of resources. */
const SOONEST = 2;
const LATEST = 60;

/**
 * After how many seconds to be asked again for children that are not there.
 *
 * Metacontroller skips, without a word, a create whose name exists already, and nothing tells it when the object that
 * was in the way is gone: only the next sync would, ten minutes later. The longer the resource has not been Ready, the
 * less often it is asked, so that a child that cannot be made costs little.
 *
 * @param now RFC 3339 time in UTC
 */
export function resyncAfter(previous: Status | undefined, now: string): number {
  const ready = previous?.conditions.find(({ type }) => type === "Ready");
  const seconds = ready ? (Date.parse(now) - Date.parse(ready.lastTransitionTime)) / 1000 : 0;
  const quarter = Number.isFinite(seconds) ? Math.floor(seconds / 4) : SOONEST;
  return Math.min(Math.max(quarter, SOONEST), LATEST);
}
