import { createHash } from "node:crypto";
import { stringify } from "safe-stable-stringify";

/**
 * A short fingerprint of a JSON value, the same whatever order its keys are in.
 *
 * It tells two states of an object apart; it is no protection against anybody. 64 bits are plenty for that and
 * keep annotations readable.
 */
export const checksum = (value: unknown): string =>
  createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 16);

/** JSON with the keys of every object sorted, as the API server sorts what people write in any order. */
export const canonicalJson = (value: unknown): string => stringify(value) ?? "null";
