/** What a certificate of the members must be like: for the check, for cert-manager, and for people. */

/** Under which names members and clients dial a cluster. */
export interface Addresses {
  /** The pods' domain, that of the headless Service: `events-nodes.default.svc.cluster.local`. */
  nodesDomain: string;
  /** The pods in it, read-only replicas included: `events-0`. */
  pods: readonly string[];
  /** The Services of clients, in full: `events.default.svc.cluster.local`. */
  services: readonly string[];
  /** The pods that are dialled from outside as well, as `POD.DOMAIN`. */
  outside?: { domain: string; pods: readonly string[] } | undefined;
}

/** Every name that is dialled. The certificate must match each of them, be it by a wildcard. */
export const dialledNames = ({ nodesDomain, pods, services, outside }: Addresses): string[] => [
  ...pods.map((pod) => `${pod}.${nodesDomain}`),
  nodesDomain,
  ...services,
  ...(outside ? outside.pods.map((pod) => `${pod}.${outside.domain}`) : []),
];

/** The common name that members use unless they are told another. It is in no DNS. */
export const COMMON_NAME = "eventstore-node";

/** The most characters that a common name has. Source: RFC 5280, ub-common-name. */
export const LONGEST_COMMON_NAME = 64;

/** Each member is server and client of the others. In cert-manager's words. */
export const USAGES = ["digital signature", "key encipherment", "server auth", "client auth"] as const;

/** A certificate that works, in the fields of cert-manager's Certificate. */
export interface CertificateShape {
  commonName: string;
  dnsNames: string[];
  privateKey: { algorithm: "RSA"; size: number };
  usages: string[];
}

/** Wildcards stand for the pods, so that a cluster that grows needs no new certificate. */
export const certificateShape = (
  { nodesDomain, services, outside }: Addresses,
  reservedNodeCommonName = COMMON_NAME,
): CertificateShape => ({
  commonName: reservedNodeCommonName,
  dnsNames: [
    `*.${nodesDomain}`,
    nodesDomain,
    ...services,
    ...(outside ? outsideNames(outside.domain, outside.pods) : []),
  ],
  // The server reads RSA keys and no others. Source: CertificateUtils.cs, LoadFromFile.
  privateKey: { algorithm: "RSA", size: 2048 },
  usages: [...USAGES],
});

/** A wildcard needs three labels to match anything, and people may have named a domain of one. */
const outsideNames = (domain: string, pods: readonly string[]) =>
  domain.includes(".") ? [`*.${domain}`] : pods.map((pod) => `${pod}.${domain}`);
