import type { X509Certificate } from "node:crypto";
import { isSignedBy } from "./authorities.ts";
import { maySign } from "./extensions.ts";
import type { NamedCertificate } from "./pem.ts";

/** How a certificate leads to one that is trusted. */
export type Chain =
  | { end: "trusted"; issuers: NamedCertificate[] }
  /** Nobody there bears the name of the issuer, or somebody does whose key did not sign. */
  | { end: "unknown issuer" | "other key" };

/** The certificates that signed it, up to one that is trusted, which of several is the one that lasts longest. */
export function chainOf(
  certificate: X509Certificate,
  intermediates: readonly NamedCertificate[],
  trusted: readonly NamedCertificate[],
): Chain {
  const roots = trusted.filter(({ certificate: root }) => isNamedIssuer(certificate, root));
  const signed = roots
    .filter(({ certificate: root }) => isSignedBy(certificate, root))
    .sort((a, b) => Date.parse(b.certificate.validTo) - Date.parse(a.certificate.validTo));
  if (signed[0]) return { end: "trusted", issuers: [signed[0]] };

  const next = intermediates.find(
    ({ certificate: issuer }) =>
      isNamedIssuer(certificate, issuer) && maySign(issuer) && isSignedBy(certificate, issuer),
  );
  if (next) {
    const rest = chainOf(
      next.certificate,
      intermediates.filter((one) => one !== next),
      trusted,
    );
    return rest.end === "trusted" ? { end: "trusted", issuers: [next, ...rest.issuers] } : rest;
  }
  return { end: roots.length > 0 ? "other key" : "unknown issuer" };
}

const isNamedIssuer = (certificate: X509Certificate, issuer: X509Certificate) =>
  certificate.issuer === issuer.subject;
