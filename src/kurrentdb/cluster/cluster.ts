/** A KurrentDB with its defaults filled in, and what its children are called and labelled. */
import type { ObjectMeta } from "kubernetes-types/meta/v1.js";
import type { Platform } from "../../controller/platform.ts";
import type { Parent } from "../../metacontroller/hooks.ts";
import { CLUSTER_LABEL, SERVICE_LABEL } from "./annotations.ts";
import { COMMON_NAME } from "./certificates/shape.ts";
import { type KurrentDBSpec, SIZES } from "./spec.ts";

export interface KurrentDB {
  metadata: Parent["metadata"];
  spec: KurrentDBSpec;
  platform: Platform;
  security: Security;
}

/** `Insecure` is the server's own word for running without TLS and without authentication. */
export type Security = { mode: "Insecure" } | Tls;

/** What TLS takes. */
export interface Tls {
  mode: "TLS";
  /** Secret with tls.crt and tls.key. */
  certificateSecret: string;
  /** Secret with the authority that signed the certificates. */
  certificateAuthoritySecret: string;
  reservedNodeCommonName: string | undefined;
  rotation: KurrentDBSpec["security"]["certificateRotation"];
  /** Who signs the certificate that the operator asks for. */
  issuer: KurrentDBSpec["security"]["issuerRef"] | undefined;
}

/** @param name the resource's, after which the Secret of a certificate that the operator asks for is called */
export const securityOf = ({ security }: KurrentDBSpec, name: string): Security => {
  const { certificateRotation: rotation, issuerRef: issuer, reservedNodeCommonName } = security;
  const issued = issuer && `${name}-tls`;
  const { certificateSecret = issued, certificateAuthoritySecret = issued } = security;
  return certificateSecret === undefined || certificateAuthoritySecret === undefined
    ? { mode: "Insecure" }
    : {
        mode: "TLS",
        certificateSecret,
        certificateAuthoritySecret,
        // A certificate of ours has the name that the server has always expected.
        reservedNodeCommonName: reservedNodeCommonName ?? (issuer && COMMON_NAME),
        rotation,
        issuer,
      };
};

/** StatefulSet, client Service, ServiceAccount, PodDisruptionBudget, NetworkPolicy, ServiceMonitor. */
export const clusterName = ({ metadata }: KurrentDB) => metadata.name;
export const configName = ({ metadata }: KurrentDB) => `${metadata.name}-config`;
export const nodesName = ({ metadata }: KurrentDB) => `${metadata.name}-nodes`;
export const memberName = ({ metadata }: KurrentDB, index: number) => `${metadata.name}-${index}`;

/** The claims of all the members there can be; the StatefulSet names them so. */
export const volumeNames = (cluster: KurrentDB): string[] =>
  Array.from({ length: Math.max(...SIZES) }, (_, index) => `data-${memberName(cluster, index)}`);

/** The claims of the read-only replicas that are asked for. */
export const readOnlyVolumeNames = (cluster: KurrentDB): string[] =>
  Array.from(
    { length: cluster.spec.readOnlyReplicas?.replicas ?? 0 },
    (_, index) => `data-${readOnlyName(cluster)}-${index}`,
  );

/** The DNS domain of the members: each is `MEMBER.DOMAIN`. */
export const nodesDomain = (cluster: KurrentDB) => serviceHost(cluster, nodesName(cluster));

/** The whole DNS name of a Service. */
export const serviceHost = (cluster: KurrentDB, service: string) => `${service}.${servicesDomain(cluster)}`;

/** Name and port of the first members, as many as are asked for. */
export const memberAddresses = (cluster: KurrentDB, members: number, nodePort: number): string[] =>
  Array.from(
    { length: members },
    (_, index) => `${memberName(cluster, index)}.${nodesDomain(cluster)}:${nodePort}`,
  );

/** The DNS domain of the namespace's Services. */
const servicesDomain = ({ metadata, platform }: KurrentDB) =>
  `${metadata.namespace}.svc.${platform.clusterDomain}`;

/** Full image reference: `image`, or the usual one with `version` as its tag. */
export const imageOf = ({ spec }: KurrentDB): string =>
  spec.image ?? `docker.kurrent.io/kurrent-latest/kurrentdb:${spec.version}`;

/** What the status calls the version: the tag or digest of the image that runs. */
export function versionOf(cluster: KurrentDB): string {
  const image = imageOf(cluster);
  const [, digest] = image.split("@");
  return digest ?? /:([^:/]+)$/.exec(image)?.[1] ?? "latest";
}

/** What a pod is: a member that votes, or one that only answers reads. */
export type Role = "member" | "readOnlyReplica";

/** StatefulSet, Service and PodDisruptionBudget of the read-only replicas. */
export const readOnlyName = ({ metadata }: KurrentDB) => `${metadata.name}-readonly`;

/** Labels by which selectors find the pods of a role. A selector can never change, so neither can these. */
export const selectorLabels = ({ metadata }: KurrentDB, role: Role = "member"): Record<string, string> => ({
  "app.kubernetes.io/name": role === "member" ? "kurrentdb" : "kurrentdb-readonly",
  "app.kubernetes.io/instance": metadata.name,
});

/** The label by which the pods of both roles are found, and nothing else. */
export const clusterSelector = ({ metadata }: KurrentDB): Record<string, string> => ({
  [CLUSTER_LABEL]: metadata.name,
});

export const labels = (cluster: KurrentDB, role?: Role): Record<string, string> => ({
  ...selectorLabels(cluster, role),
  "app.kubernetes.io/managed-by": "kurrentdb-operator",
  ...clusterSelector(cluster),
});

export const childMetadata = (
  cluster: KurrentDB,
  name: string,
  annotations?: Record<string, string>,
): ObjectMeta => objectMetadata(cluster, name, labels(cluster), annotations);

/** Metadata with labels of its own: of a child that is not about the members. */
export const objectMetadata = (
  cluster: KurrentDB,
  name: string,
  labels: Record<string, string>,
  annotations: Record<string, string> = {},
): ObjectMeta => ({
  name,
  namespace: cluster.metadata.namespace,
  labels,
  ...(Object.keys(annotations).length > 0 && { annotations }),
});

/** Services bear what they are for, so that a ServiceMonitor can choose one that leads to each member once. */
export const serviceMetadata = (
  cluster: KurrentDB,
  purpose: "nodes" | "clients" | "member" | "readonly",
  name: string,
  annotations?: Record<string, string>,
): ObjectMeta => objectMetadata(cluster, name, { ...labels(cluster), [SERVICE_LABEL]: purpose }, annotations);
