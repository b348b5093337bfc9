import type { X509Certificate } from "node:crypto";
import type { Secret } from "kubernetes-types/core/v1.js";
import { maySign } from "./extensions.ts";
import { type CertificateFinding, listed, type SecretContent, wrong } from "./finding.ts";
import { certificatesOfPem, type NamedCertificate, readCertificate } from "./pem.ts";

/**
 * The keys of the authority's Secret that members trust, each a file of its own, sorted. tls.crt is none of them: where
 * one Secret holds both, as cert-manager writes it, that is the members' own, and the server stops at any that is not
 * self-signed.
 */
export const authorityKeys = (data: Secret["data"] = {}): string[] =>
  Object.keys(data)
    .filter((key) => /\.(crt|pem)$/.test(key) && key !== "tls.crt")
    .sort();

/** A file that members trust, as the server reads it: the first certificate of it. */
export interface AuthorityFile {
  key: string;
  certificate: X509Certificate | undefined;
  /** Whether there are certificates in it that no file begins with, so that nobody reads them. */
  hasUnread: boolean;
}

export function authorityFiles({ data = {} }: SecretContent): AuthorityFile[] {
  const files = authorityKeys(data).map((key) => {
    const content = Buffer.from(data[key]!, "base64");
    const all = certificatesOfPem(content.toString()).map((one) => one.toString("base64"));
    return { key, content, all };
  });
  const read = new Set(files.map(({ all }) => all[0]));
  return files.map(({ key, content, all }) => ({
    key,
    certificate: readCertificate(content),
    hasUnread: all.some((one) => !read.has(one)),
  }));
}

/** Those of the files that can be somebody's authority. */
export const trusted = (files: readonly AuthorityFile[], secret: SecretContent): NamedCertificate[] =>
  files.flatMap(({ key, certificate }) =>
    certificate ? [{ certificate, called: `${key} in Secret ${secret.metadata?.name}` }] : [],
  );

/**
 * What is wrong with the files themselves, whichever certificate they are for.
 *
 * @param own the members' certificate, which may be its own authority
 */
export function authorityFindings(
  files: readonly AuthorityFile[],
  secret: SecretContent,
  own: X509Certificate | undefined,
): CertificateFinding[] {
  const where = `Secret ${secret.metadata?.name}`;
  if (files.length === 0) {
    return [
      wrong(
        `${where} has no key that ends in .crt or .pem, so that members trust nobody: put the authority that signed ` +
          "tls.crt into ca.crt",
      ),
    ];
  }
  return FAULTS.flatMap(({ isFaulty, has }) => {
    const keys = files.filter((file) => isFaulty(file, own)).map(({ key }) => key);
    return keys.length > 0 ? [wrong(`${where} has in ${listed(keys)} ${has}`)] : [];
  });
}

interface Fault {
  isFaulty: (file: AuthorityFile, own: X509Certificate | undefined) => boolean;
  has: string;
}

/** Source: CertificateUtils.cs (LoadAllCertificates, IsValidRootCertificate) and OptionsCertificateProvider.cs. */
const FAULTS: readonly Fault[] = [
  {
    isFaulty: ({ certificate }) => certificate === undefined,
    has: "no certificate that can be read, and members do not start with it: put one there as PEM",
  },
  {
    isFaulty: ({ certificate }) => certificate !== undefined && !isSelfSigned(certificate),
    has:
      "a certificate that is not self-signed, and members do not start with it: put the root authority there, and " +
      "intermediate ones into tls.crt behind the members' own",
  },
  {
    isFaulty: ({ certificate }, own) =>
      certificate !== undefined &&
      isSelfSigned(certificate) &&
      !maySign(certificate) &&
      certificate.fingerprint256 !== own?.fingerprint256,
    has:
      "a certificate that is no authority, lacking CA: true or the usage cert sign: put the one there that signed " +
      "tls.crt",
  },
  {
    isFaulty: ({ hasUnread }) => hasUnread,
    has: "more than one certificate, of which the server reads the first only: give each a key of its own",
  },
];

const isSelfSigned = (certificate: X509Certificate) =>
  certificate.subject === certificate.issuer && isSignedBy(certificate, certificate);

/** Whether the key of the issuer made the signature. A key of another kind than the signature's is no error. */
export function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}
