import type { X509Certificate } from "node:crypto";
import { isAccepted, isMatchable } from "./common-name.ts";
import { keyUsages } from "./extensions.ts";
import { type CertificateFinding, listed, wrong } from "./finding.ts";
import type { NamedCertificate } from "./pem.ts";
import { COMMON_NAME, LONGEST_COMMON_NAME, USAGES } from "./shape.ts";

/** What the members' certificate is held to. */
export interface NodeRules {
  /** Every name that is dialled: `dialledNames` of shape.ts. */
  dnsNames: readonly string[];
  /** As in the spec. */
  reservedNodeCommonName: string | undefined;
  /** Whether DisableClientAuthEkuValidation is on, which the server has from 26.0.2 on. */
  ignoresClientAuth: boolean;
}

/** What is wrong with the certificate by which members show who they are. */
export const nodeCertificateFindings = (own: NamedCertificate, rules: NodeRules): CertificateFinding[] => [
  ...names(own, rules),
  ...commonName(own, rules),
  ...usages(own, rules),
];

/** OpenSSL matches names as the server does: a wildcard is a whole label, the first of three or more, and stands for one. */
const MATCHING = { subject: "never", partialWildcards: false, multiLabelWildcards: false } as const;

function names({ certificate, called }: NamedCertificate, { dnsNames }: NodeRules): CertificateFinding[] {
  const missing = dnsNames.filter((name) => certificate.checkHost(name, MATCHING) === undefined);
  if (missing.length === 0) return [];
  return [
    wrong(
      `${called} does not name ${listed(missing)}, by which members or clients are dialled: make it again with ` +
        "these DNS names too",
    ),
  ];
}

/** Peers are told from clients by the common name. */
function commonName(
  { certificate, called }: NamedCertificate,
  { reservedNodeCommonName: reserved }: NodeRules,
): CertificateFinding[] {
  const name = commonNameOf(certificate);
  const again = `make it again with the common name ${reserved ?? COMMON_NAME}`;
  if (reserved !== undefined && !isMatchable(reserved)) {
    return [
      wrong(
        `spec.security.reservedNodeCommonName ${reserved} matches no common name: write at most ` +
          `${LONGEST_COMMON_NAME} letters, digits, dashes and dots, with a wildcard only in front of two labels, as in ` +
          `*.members.${COMMON_NAME}`,
      ),
    ];
  }
  if (!name) {
    return [wrong(`${called} has no common name, by which members know each other: ${again}`)];
  }
  if (name.length > LONGEST_COMMON_NAME) {
    return [wrong(`The common name of ${called} has more than ${LONGEST_COMMON_NAME} characters: ${again}`)];
  }
  if (reserved !== undefined && !isAccepted(name, reserved)) {
    return [
      wrong(
        `The common name of ${called} does not match spec.security.reservedNodeCommonName ${reserved}, and members ` +
          `do not start with it: ${again}, or correct the field`,
      ),
    ];
  }
  if (!isAccepted(name, reserved ?? name)) {
    return [
      wrong(
        `The common name of ${called} matches nothing, itself neither, so that members refuse each other (a wildcard ` +
          `needs two labels behind it): ${again}`,
      ),
    ];
  }
  return [];
}

/** The last one, as .NET reads it. */
function commonNameOf(certificate: X509Certificate): string | undefined {
  const { CN } = (certificate.toLegacyObject().subject ?? {}) as { CN?: string | string[] };
  return Array.isArray(CN) ? CN.at(-1) : CN;
}

const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/** The extended ones count only where the certificate limits them. */
function usages(
  { certificate, called }: NamedCertificate,
  { ignoresClientAuth }: NodeRules,
): CertificateFinding[] {
  const allowed = keyUsages(certificate) ?? [];
  const extended: string[] | undefined = certificate.keyUsage;
  const has: Record<(typeof USAGES)[number], boolean> = {
    "digital signature": allowed.includes("digital signature"),
    "key encipherment": allowed.includes("key encipherment") || allowed.includes("key agreement"),
    "server auth": extended?.includes(SERVER_AUTH) ?? true,
    "client auth": ignoresClientAuth || (extended?.includes(CLIENT_AUTH) ?? true),
  };
  const missing = USAGES.filter((usage) => !has[usage]);
  return missing.length === 0
    ? []
    : [
        wrong(
          `${called} lacks the usages ${missing.join(", ")}, so that members refuse each other: make it again with ` +
            USAGES.join(", "),
        ),
      ];
}
