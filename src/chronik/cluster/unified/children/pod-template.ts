import type { Container, PodSpec, PodTemplateSpec, Volume } from "kubernetes-types/core/v1.js";
import { checksum } from "../../../../kubernetes/checksum.ts";
import {
  configMapVolume,
  containerDefaults,
  containerPort,
  emptyDirVolume,
  httpProbe,
  secretVolume,
} from "../../../../kubernetes/container.ts";
import { scheduling } from "../../../../kubernetes/scheduling.ts";
import {
  containerSecurityContext,
  type PodSecurityContext,
  podSecurityContext,
} from "../../../../kubernetes/security-context.ts";
import { CONFIG_CHECKSUM, SECRETS_CHECKSUM } from "../../annotations.ts";
import { type ChronikCluster, componentSelector, configName, labels } from "../../cluster.ts";
import { resources } from "../../resources.ts";
import type { Broker } from "../brokers.ts";
import { isCluster, metricsPorts, SERVER, serverName } from "../nodes.ts";
import { objectStoreMounts, objectStoreVolumes } from "../object-store.ts";
import { CONFIG_PATH, DATA_PATH, TLS_PATH } from "../paths.ts";
import { API, KAFKA, RAFT, WAL } from "../ports.ts";
import { serverFile } from "../server-file.ts";
import { podEnvironment } from "./pod-environment.ts";
import { type SharedFields, startGuard } from "./start-guard.ts";

/** User and group of the server's image. */
const CHRONIK_UID = 1001;

/**
 * A node's pod. Whatever changes here restarts every node.
 *
 * @param brokers what clients are told, see brokers.ts
 * @param secrets fingerprint of the Secrets' content, see secrets.ts
 */
export function podTemplate(
  cluster: ChronikCluster,
  brokers: readonly Broker[],
  secrets: string,
): PodTemplateSpec {
  const { spec } = cluster;
  const { hostNetwork } = spec.network;
  return {
    metadata: {
      labels: { ...spec.podLabels, ...labels(cluster, SERVER) },
      annotations: {
        ...spec.podAnnotations,
        // Neither is re-read by a running server, so a new content has to change the template.
        ...(isCluster(cluster) && { [CONFIG_CHECKSUM]: checksum(serverFile(cluster, brokers)) }),
        ...(secrets && { [SECRETS_CHECKSUM]: secrets }),
      },
    },
    spec: {
      serviceAccountName: serverName(cluster),
      automountServiceAccountToken: false,
      // A Service that happens to be called chronik would set CHRONIK_PORT and others beside the server's own.
      enableServiceLinks: false,
      securityContext: securityContext(spec.security.podSecurityContext),
      terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds,
      ...(hostNetwork && { hostNetwork }),
      dnsPolicy: spec.network.dnsPolicy ?? (hostNetwork ? "ClusterFirstWithHostNet" : "ClusterFirst"),
      ...(spec.image.pullSecrets && { imagePullSecrets: spec.image.pullSecrets.map((name) => ({ name })) }),
      ...(isCluster(cluster) && { initContainers: [startGuard(sharedFields(cluster))] }),
      containers: [container(cluster, brokers)],
      volumes: volumes(cluster),
      ...scheduling(spec, componentSelector(cluster, SERVER)),
    },
  };
}

/**
 * The server writes its log by io_uring and ends where that is refused, as RuntimeDefault does with containerd 2, Docker 25
 * and CRI-O. So the kubelet's own default counts, which is no profile unless somebody has set it otherwise. Unconfined,
 * said aloud, would keep the pods out of namespaces of the baseline Pod Security Standard.
 */
function securityContext(specified: PodSecurityContext | undefined): NonNullable<PodSpec["securityContext"]> {
  const { seccompProfile: _, ...rest } = podSecurityContext(specified, CHRONIK_UID);
  return specified?.seccompProfile ? { ...rest, seccompProfile: specified.seccompProfile } : rest;
}

function container(cluster: ChronikCluster, brokers: readonly Broker[]): Container {
  const { network, security, storage, envFrom } = cluster.spec;
  const ports = [KAFKA, API, ...(isCluster(cluster) ? [WAL, RAFT] : metricsPorts(cluster))];
  return {
    name: SERVER,
    ...sharedFields(cluster),
    args: ["start"],
    ports: ports.map(({ name, port }) => containerPort(name, port, network.hostNetwork)),
    env: podEnvironment(cluster, brokers),
    ...(envFrom && { envFrom: envFrom as NonNullable<Container["envFrom"]> }),
    // The API opens when the log is recovered. An hour, since a large log takes long, and a node that is stopped
    // meanwhile has to begin again.
    startupProbe: httpProbe("/health", API.name, { periodSeconds: 5, failureThreshold: 720 }),
    livenessProbe: httpProbe("/health", API.name, { periodSeconds: 10, failureThreshold: 6 }),
    // This one hangs when the nodes' agreement does. A node is then not ready, and is not restarted for it.
    readinessProbe: httpProbe("/admin/health", API.name, { periodSeconds: 5, failureThreshold: 3 }),
    volumeMounts: [
      ...(isCluster(cluster) ? [{ name: "config", mountPath: CONFIG_PATH, readOnly: true }] : []),
      { name: "data", mountPath: DATA_PATH },
      { name: "tmp", mountPath: "/tmp" },
      ...(security.tlsEnabled ? [{ name: "tls", mountPath: TLS_PATH, readOnly: true }] : []),
      ...objectStoreMounts(storage.backend),
    ],
    ...containerDefaults,
  };
}

const sharedFields = (cluster: ChronikCluster): SharedFields => ({
  image: cluster.spec.image.server,
  imagePullPolicy: cluster.spec.image.pullPolicy,
  resources: resources(cluster, SERVER),
  securityContext: containerSecurityContext(cluster.spec.security.containerSecurityContext),
});

const volumes = (cluster: ChronikCluster): Volume[] => [
  ...(isCluster(cluster) ? [configMapVolume("config", configName(cluster))] : []),
  emptyDirVolume("tmp"),
  ...(cluster.spec.security.tlsEnabled ? [secretVolume("tls", cluster.spec.security.tlsSecret!)] : []),
  ...objectStoreVolumes(cluster.spec.storage.backend),
];
