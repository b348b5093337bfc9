import type { Reason } from "../../controller/words.ts";

/** A part of the spec that is not followed, and what to do about it. */
export interface Withheld {
  reason: Reason;
  /** A sentence without its full stop. */
  message: string;
}
