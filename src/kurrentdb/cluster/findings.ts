/** The conditions that only a KurrentDB has. */
import { type Finding, no, yes } from "../../controller/finding.ts";
import { specFollowed as followed } from "../../controller/withheld.ts";
import { optionOf } from "../options/environment.ts";
import { riskyOptions, riskyVariables } from "../options/risky.ts";
import { addressesOf } from "./addresses.ts";
import { dialledNames } from "./certificates/shape.ts";
import { certificateFindings } from "./certificates.ts";
import type { Context } from "./children.ts";
import type { KurrentDB } from "./cluster.ts";
import { condition, reason } from "./conditions-and-reasons.ts";
import { takeAway } from "./confirmations.ts";
import type { Observed } from "./observed.ts";
import type { Plan } from "./plan.ts";

/** @param isSettled whether all members run what the spec asks for */
export const specFollowed = ({ cluster, plan, used }: Context, isSettled: boolean): Finding =>
  followed(plan.withheld, takeAway(cluster.metadata, isSettled ? used : { ...used, rollout: undefined }));

export const secured = ({ spec }: KurrentDB, { security }: Plan): Finding => {
  if (security === "Insecure") {
    return no(
      condition.Secured,
      reason.Insecure,
      "No certificates are given: anybody who reaches the members may read and write",
    );
  }
  return spec.users.adminPasswordSecret === undefined
    ? no(
        condition.Secured,
        reason.DefaultPasswords,
        "No Secret gives the admin's password: unless it was changed in the database, it is changeit",
      )
    : yes(condition.Secured, reason.TLS, "Members and clients use TLS, and users have passwords");
};

/** Told only of Secrets that are there: a missing one is told by SecretsAvailable. */
export function certificatesValid({ cluster, plan, observed }: Context, now: string): Finding[] {
  const { security, spec } = cluster;
  if (security.mode !== "TLS") return [];
  const node = observed.secretNamed(security.certificateSecret);
  const authority = observed.secretNamed(security.certificateAuthoritySecret);
  if (!node || !authority) return [];
  const findings = certificateFindings(
    {
      node,
      authority,
      dnsNames: dialledNames(addressesOf(cluster, plan)),
      reservedNodeCommonName: security.reservedNodeCommonName,
      hasKeyPassword: hasKeyPassword(spec, observed),
      ignoresClientAuth: spec.configuration.options.DisableClientAuthEkuValidation === true,
    },
    now,
  );
  const isWrong = findings.some(({ severity }) => severity === "wrong");
  const type = condition.CertificatesValid;
  if (findings.length === 0)
    return [yes(type, reason.CertificatesFit, "Nothing is wrong with the certificates")];
  return [
    no(
      type,
      isWrong ? reason.CertificatesWrong : reason.CertificatesExpireSoon,
      findings.map(({ sentence }) => sentence).join(". "),
    ),
  ];
}

/** A password of the key comes by the environment alone. */
function hasKeyPassword({ env = [], environmentSecret }: KurrentDB["spec"], observed: Observed): boolean {
  const names = [
    ...env.map(({ name }) => name),
    ...Object.keys((environmentSecret && observed.secretNamed(environmentSecret)?.data) || {}),
  ];
  return names.some((name) => optionOf(name) === "CertificatePrivateKeyPassword");
}

export const passwordsApplied = ({ hasOtherPasswords }: Observed): Finding[] =>
  hasOtherPasswords
    ? [
        no(
          condition.PasswordsApplied,
          reason.PasswordSecretChanged,
          "A password Secret has changed since the users were made, which changes no password: change it in the database",
        ),
      ]
    : [];

export function optionsSafe({ spec }: KurrentDB, observed: Observed): Finding[] {
  const { env = [], environmentSecret } = spec;
  const secret = (environmentSecret && observed.secretNamed(environmentSecret)?.data) || {};
  const risks = [
    ...riskyOptions(spec.configuration.options),
    ...riskyVariables({
      ...Object.fromEntries(
        Object.entries(secret).map(([name, value]) => [name, Buffer.from(value, "base64").toString()]),
      ),
      // A variable of the list is taken before one of the Secret.
      ...Object.fromEntries(env.map(({ name, value = "" }) => [name, value])),
    }),
  ];
  if (risks.length === 0) return [];
  const message = risks.map(({ option, risk }) => `${option} ${risk}`).join("; ");
  return [no(condition.OptionsSafe, reason.RiskyOptions, message)];
}
