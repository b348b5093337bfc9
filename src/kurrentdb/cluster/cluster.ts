/** A KurrentDB with its defaults filled in, and what its children are called and labelled. */
import type { ObjectMeta } from "kubernetes-types/meta/v1.js";
import type { Parent } from "../../metacontroller/hooks.ts";
import { type KurrentDBSpec, SIZES } from "./spec.ts";
import type { KurrentDBStatus } from "./status.ts";

export interface KurrentDB {
  metadata: Parent["metadata"];
  spec: KurrentDBSpec;
  /** As it was before this request. */
  status: KurrentDBStatus | undefined;
}

export const GROUP = "kurrent.io";
export const PAUSED = `${GROUP}/paused`;
export const CONFIRM_SHRINK = `${GROUP}/confirm-shrink`;

/** The label that says what a Service is for. */
export const SERVICE_LABEL = `${GROUP}/service`;

/** Whether people have asked for the cluster to be left alone. */
export const isPaused = ({ metadata }: KurrentDB): boolean => metadata.annotations?.[PAUSED] === "true";

/** `Insecure` is the server's own word for running without TLS and without authentication. */
export type SecurityMode = "TLS" | "Insecure";

export const securityMode = ({ spec }: KurrentDB): SecurityMode =>
  spec.security.certificateSecret === undefined ? "Insecure" : "TLS";

/** StatefulSet, client Service, ServiceAccount, PodDisruptionBudget, NetworkPolicy, ServiceMonitor. */
export const clusterName = ({ metadata }: KurrentDB) => metadata.name;
export const configName = ({ metadata }: KurrentDB) => `${metadata.name}-config`;
export const nodesName = ({ metadata }: KurrentDB) => `${metadata.name}-nodes`;
export const memberName = ({ metadata }: KurrentDB, index: number) => `${metadata.name}-${index}`;

/** The claims of all the members there can be; the StatefulSet names them so. */
export const volumeNames = (cluster: KurrentDB): string[] =>
  Array.from({ length: Math.max(...SIZES) }, (_, index) => `data-${memberName(cluster, index)}`);

/** The DNS domain of the members: each is `MEMBER.DOMAIN`. */
export const nodesDomain = (cluster: KurrentDB) =>
  `${nodesName(cluster)}.${cluster.metadata.namespace}.svc.cluster.local`;

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
  [`${GROUP}/cluster`]: cluster.metadata.name,
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
