import { createHash } from "node:crypto";

/**
 * A short fingerprint of a JSON value, the same whatever order its keys are in.
 *
 * It tells two states of an object apart; it is no protection against anybody. 64 bits are plenty for that and
 * keep annotations readable.
 */
export function checksum(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 16);
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
