import { type CertificateFinding, soon, wrong } from "./finding.ts";
import type { NamedCertificate } from "./pem.ts";

const DAY = 24 * 60 * 60 * 1000;

/** Days before the end at which people are told, and told again. */
const STEPS = [7, 30] as const;

/**
 * Whether a certificate is valid, and for long. The date and the step are told and no number of days that are left, or
 * every sync would write the status again.
 */
export function validity({ certificate, called }: NamedCertificate, now: string): CertificateFinding[] {
  const present = Date.parse(now);
  const begin = Date.parse(certificate.validFrom);
  const end = Date.parse(certificate.validTo);
  if (present < begin) {
    return [wrong(`${called} is not valid before ${day(begin)}: wait until then, or make it again`)];
  }
  if (present > end) return [wrong(`${called} expired on ${day(end)}: renew it`)];
  const step = STEPS.find((days) => present >= end - days * DAY);
  return step === undefined
    ? []
    : [soon(`${called} expires on ${day(end)}, within ${step} days: renew it before then`)];
}

const day = (time: number) => new Date(time).toISOString().slice(0, "2026-11-25".length);
