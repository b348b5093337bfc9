import { condition, reason } from "./conditions-and-reasons.ts";
import { type Finding, no, yes } from "./finding.ts";
import type { Reason } from "./words.ts";

/** A part of the spec that is not followed, and what to do about it. */
export interface Withheld {
  reason: Reason;
  /** A sentence without its full stop. */
  message: string;
}

/** @param remark what is to be said where nothing is withheld. A sentence without its full stop */
export function specFollowed(withheld: readonly Withheld[], remark = ""): Finding {
  const [first] = withheld;
  return first
    ? no(condition.SpecFollowed, first.reason, withheld.map(({ message }) => message).join(". "))
    : yes(
        condition.SpecFollowed,
        reason.NothingWithheld,
        ["No part of the spec is withheld", ...(remark ? [remark] : [])].join(". "),
      );
}
