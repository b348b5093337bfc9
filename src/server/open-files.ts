import { readFileSync } from "node:fs";

/** What most systems allow at least. */
const USUAL = 1024;
/** Node itself, the log, listeners, and files that are read again. Measured: 40. */
const OWN = 100;

/**
 * How many connections there may be, so that files can still be opened: without a file descriptor Node cannot even ask for
 * its own memory, and ends.
 *
 * @param limits the text of /proc/self/limits, where there is one
 */
export function connectionsWithin(limits = ownLimits()): number {
  const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(limits) ?? [];
  const files = soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft ?? USUAL);
  return Math.max(files - OWN, 20);
}

function ownLimits(): string {
  try {
    return readFileSync("/proc/self/limits", "utf8");
  } catch {
    return "";
  }
}
