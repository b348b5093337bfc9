/** A KurrentDB with its defaults filled in, and what its children are called and labelled. */
import type { ObjectMeta } from "kubernetes-types/meta/v1.js";
import type { Platform } from "../../controller/platform.ts";
import type { Parent } from "../../metacontroller/hooks.ts";
import { CLUSTER_LABEL, SERVICE_LABEL } from "./annotations.ts";
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
}

export const securityOf = ({ security }: KurrentDBSpec): Security => {
  const { certificateSecret, certificateAuthoritySecret, reservedNodeCommonName } = security;
  return certificateSecret === undefined || certificateAuthoritySecret === undefined
    ? { mode: "Insecure" }
    : { mode: "TLS", certificateSecret, certificateAuthoritySecret, reservedNodeCommonName };
};

/** StatefulSet, client Service, ServiceAccount, PodDisruptionBudget, NetworkPolicy, ServiceMonitor. */
export const clusterName = ({ metadata }: KurrentDB) => metadata.name;
export const configName = ({ metadata }: KurrentDB) => `${metadata.name}-config`;
export const nodesName = ({ metadata }: KurrentDB) => `${metadata.name}-nodes`;
export const memberName = ({ metadata }: KurrentDB, index: number) => `${metadata.name}-${index}`;

/** The claims of all the members there can be; the StatefulSet names them so. */
export const volumeNames = (cluster: KurrentDB): string[] =>
  Array.from({ length: Math.max(...SIZES) }, (_, index) => `data-${memberName(cluster, index)}`);

/** The DNS domain of the members: each is `MEMBER.DOMAIN`. */
export const nodesDomain = (cluster: KurrentDB) => `${nodesName(cluster)}.${servicesDomain(cluster)}`;

/** The DNS domain of the namespace's Services. */
export const servicesDomain = ({ metadata, platform }: KurrentDB) =>
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

/** Labels by which selectors find the members. A selector can never change, so neither can these. */
export const selectorLabels = ({ metadata }: KurrentDB): Record<string, string> => ({
  "app.kubernetes.io/name": "kurrentdb",
  "app.kubernetes.io/instance": metadata.name,
});

export const labels = (cluster: KurrentDB): Record<string, string> => ({
  ...selectorLabels(cluster),
  "app.kubernetes.io/managed-by": "kurrentdb-operator",
  [CLUSTER_LABEL]: cluster.metadata.name,
});

export const childMetadata = (
  cluster: KurrentDB,
  name: string,
  annotations: Record<string, string> = {},
): ObjectMeta => ({
  name,
  namespace: cluster.metadata.namespace,
  labels: labels(cluster),
  ...(Object.keys(annotations).length > 0 && { annotations }),
});

/** Services bear what they are for, so that a ServiceMonitor can choose one that leads to each member once. */
export const serviceMetadata = (
  cluster: KurrentDB,
  purpose: "nodes" | "clients" | "member",
  name: string,
  annotations?: Record<string, string>,
): ObjectMeta => {
  const metadata = childMetadata(cluster, name, annotations);
  return { ...metadata, labels: { ...metadata.labels, [SERVICE_LABEL]: purpose } };
};
