/**
 * What is wrong with the members' certificates, told before the members find out. Each rule is one of the server's own:
 * OptionsCertificateProvider.cs and CertificateUtils.cs keep it from starting, ClusterVNode.cs (ValidateCertificate) and
 * NodeCertificateAuthenticationProvider.cs keep members from each other.
 */
import { authorityFiles, authorityFindings, trusted } from "./certificates/authorities.ts";
import { chainOf } from "./certificates/chain.ts";
import { type CertificateFinding, type SecretContent, wrong } from "./certificates/finding.ts";
import { type NodeRules, nodeCertificateFindings } from "./certificates/node-certificate.ts";
import { certificatesOfPem, type NamedCertificate, readCertificate } from "./certificates/pem.ts";
import { keyFindings } from "./certificates/private-key.ts";
import { validity } from "./certificates/validity.ts";

/** What is known of a cluster's certificates. */
export interface CertificateCheck extends NodeRules {
  /** The Secret of the members: tls.crt and tls.key. */
  node: SecretContent;
  /** The Secret of the authorities that they trust; may be the same. */
  authority: SecretContent;
  /** Whether members are given CertificatePrivateKeyPassword. */
  hasKeyPassword: boolean;
}

/**
 * When the first of the members' certificate and its intermediate ones expires, which is what whoever dials a member
 * sees; undefined where they cannot be read.
 */
export function certificateExpiry(node: SecretContent): string | undefined {
  const times = certificatesIn(textOf(node, "tls.crt"), "").map(({ certificate }) =>
    Date.parse(certificate.validTo),
  );
  return times.length > 0 ? rfc3339(Math.min(...times)) : undefined;
}

/** In UTC, to the second. */
const rfc3339 = (time: number) => `${new Date(time).toISOString().slice(0, "2026-11-25T12:00:00".length)}Z`;

/** What people should know, in a fixed order; empty where all is well. */
export function certificateFindings(check: CertificateCheck, now: string): CertificateFinding[] {
  const { node, authority, hasKeyPassword } = check;
  const crt = `tls.crt in Secret ${node.metadata?.name}`;
  const key = `tls.key in Secret ${node.metadata?.name}`;
  const [own, ...others] = certificatesIn(textOf(node, "tls.crt"), crt);
  const files = authorityFiles(authority);
  const faults = authorityFindings(files, authority, own?.certificate);
  const ofKey = keyFindings(textOf(node, "tls.key"), key, own?.certificate, hasKeyPassword);
  if (!own) {
    const sentence = `${crt} holds nothing that can be read: store PEM there, the members' own certificate first`;
    return [wrong(sentence), ...ofKey, ...faults];
  }
  const chain = chainOf(own.certificate, others, trusted(files, authority));
  return [
    ...nodeCertificateFindings(own, check),
    ...validity(own, now),
    ...ofKey,
    ...rootsBehind(own, others, check),
    ...faults,
    // With a faulty file the chain may well have no end, and that is told already.
    ...(chain.end !== "trusted" && faults.length === 0 ? [wrong(BROKEN[chain.end](own, check))] : []),
    ...(chain.end === "trusted" ? chain.issuers.flatMap((issuer) => validity(issuer, now)) : []),
  ];
}

const textOf = ({ data }: SecretContent, key: string) =>
  Buffer.from(data?.[key] ?? "", "base64").toString("utf8");

/** A certificate with more behind it than that is no chain; what follows is not looked at. */
const LONGEST_CHAIN = 10;

/** All in the file, of which the server takes those after the first as intermediate ones; none where one is broken. */
function certificatesIn(text: string, file: string): NamedCertificate[] {
  const blocks = certificatesOfPem(text).slice(0, LONGEST_CHAIN);
  const certificates = blocks.flatMap((block, index) => {
    const certificate = readCertificate(block);
    return certificate
      ? [{ certificate, called: index === 0 ? file : `certificate ${index + 1} of ${file}` }]
      : [];
  });
  return certificates.length === blocks.length ? certificates : [];
}

/** Source: CertificateUtils.cs, IsValidIntermediateCertificate. */
function rootsBehind(
  { called }: NamedCertificate,
  others: readonly NamedCertificate[],
  { authority }: CertificateCheck,
): CertificateFinding[] {
  const hasRoot = others.some(({ certificate }) => certificate.subject === certificate.issuer);
  return hasRoot
    ? [
        wrong(
          `${called} has a self-signed certificate behind the members' own, and members do not start with it: ` +
            `leave only intermediate ones there, and the root in Secret ${authority.metadata?.name}`,
        ),
      ]
    : [];
}

const BROKEN = {
  "unknown issuer": ({ called }: NamedCertificate, { authority }: CertificateCheck) =>
    `No authority in Secret ${authority.metadata?.name} has signed ${called}: put the one that did there, in a key that ` +
    "ends in .crt, and intermediate ones behind the members' own in tls.crt",
  "other key": ({ called }: NamedCertificate, { authority }: CertificateCheck) =>
    `${called} bears the name of an authority in Secret ${authority.metadata?.name}, but another key has signed it: ` +
    "sign it again with the present authority, or put the former one beside it in a key of its own",
};
