/** What Kubernetes' own programs say of a pod, made fit for a status: one line, short, and the same while nothing changes. */

import { shortened } from "../schema/shortened.ts";

/** Characters. Enough for what a scheduler has to say of most clusters. */
const LONGEST = 240;

/** Text of somebody else's: on one line, without what is another at every attempt, and not too long. */
export function brief(text: string): string {
  const line = text
    .replace(/\s+/g, " ")
    // uids of pods, ids of containers, and the number of the attempt behind them
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(_\d+)?/gi, "…")
    .replace(/\b[0-9a-f]{12,}\b/gi, "…")
    .replace(/back-off (\d+(\.\d+)?(ms|h|m|s))+ /gi, "back-off ")
    .trim()
    .replace(/\.$/, "");
  return line.length > LONGEST ? shortened(line, LONGEST - 1) : line;
}

/**
 * The scheduler's reasons, without how many nodes each holds for and what it thought about other pods: those change with
 * every node and pod of the cluster, and so does the order of the reasons.
 *
 * `0/3 nodes are available: 1 Insufficient memory, 2 Insufficient cpu. preemption: …` gives `Insufficient cpu, Insufficient memory`.
 */
export function schedulingReasons(message: string): string {
  const [, given] = /^\d+\/\d+ nodes are available: (.*)$/s.exec(message) ?? [];
  if (given === undefined) return brief(message);
  const reasons = given
    .replace(/(^|[.,] ?)\s*(no new claims to deallocate|preemption:|Preemption is not).*$/s, "")
    .replace(/\.\s*$/, "")
    .split(/, (?=\d+ )/)
    .map((reason) => reason.replace(/^\d+ (node\(s\) )?/, ""));
  return brief([...new Set(reasons)].sort().join(", "));
}
