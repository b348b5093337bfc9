import type { Secret } from "kubernetes-types/core/v1.js";

/** A Secret as the hooks receive it. */
export type SecretContent = Pick<Secret, "metadata" | "data">;

/** Something about the certificates that people should know. Never content of a key or a certificate, but for dates. */
export interface CertificateFinding {
  /** `wrong`: members do not start with it, or do not find each other; `soon`: so it will be. */
  severity: "wrong" | "soon";
  /** What is so, and what to do about it. */
  sentence: string;
}

export const wrong = (sentence: string): CertificateFinding => ({ severity: "wrong", sentence });
export const soon = (sentence: string): CertificateFinding => ({ severity: "soon", sentence });

/** How many names are told before the rest is counted. */
const MOST_NAMES = 3;

/** `a, b and c`, or `a, b, c and 4 more`. */
export function listed(names: readonly string[]): string {
  const told = names.slice(0, MOST_NAMES);
  const untold = names.length - told.length;
  if (untold > 0) return `${told.join(", ")} and ${untold} more`;
  return told.length < 2 ? told.join("") : `${told.slice(0, -1).join(", ")} and ${told.at(-1)}`;
}
