import type { Container, PodTemplateSpec, Volume } from "kubernetes-types/core/v1.js";
import { checksum } from "../../../../kubernetes/checksum.ts";
import {
  configMapVolume,
  containerDefaults,
  containerPort,
  emptyDirVolume,
  secretVolume,
} from "../../../../kubernetes/container.ts";
import { scheduling } from "../../../../kubernetes/scheduling.ts";
import { containerSecurityContext, podSecurityContext } from "../../../../kubernetes/security-context.ts";
import { CONFIG_CHECKSUM, SECRETS_CHECKSUM } from "../../annotations.ts";
import { type ChronikCluster, componentName, componentSelector, configName, labels } from "../../cluster.ts";
import { resources } from "../../resources.ts";
import { CONFIG_PATH, DATA_PATH, INDEX_PATH, TLS_PATH } from "../paths.ts";
import { HEALTH_PORT, METRICS_PORT, servicePortOf } from "../ports.ts";
import type { Role } from "../roles.ts";
import { configMap } from "./config-map.ts";
import { podEnvironment } from "./pod-environment.ts";
import { probes } from "./probes.ts";

/** User and group of the Chronik images. */
const CHRONIK_UID = 1000;

/**
 * The servers stop at SIGINT alone, and Kubernetes sends SIGTERM, waits, and kills. Where the image has no shell the hook
 * fails, which Kubernetes tells in an event, and it is as it was.
 */
const INTERRUPT = { exec: { command: ["sh", "-c", "kill -INT 1"] } };

/** A pod of a role. Whatever changes here restarts every pod of it. */
export function podTemplate(cluster: ChronikCluster, role: Role, secrets: string): PodTemplateSpec {
  const { spec } = cluster;
  const { hostNetwork } = spec.network;
  return {
    metadata: {
      labels: { ...spec.podLabels, ...labels(cluster, role) },
      annotations: {
        ...spec.podAnnotations,
        // Neither is re-read by a running server, so a new content has to change the template.
        [CONFIG_CHECKSUM]: checksum(configMap(cluster).data),
        ...(secrets && { [SECRETS_CHECKSUM]: secrets }),
      },
    },
    spec: {
      serviceAccountName: componentName(cluster, role),
      automountServiceAccountToken: false,
      // A Service that happens to be called metrics would set METRICS_PORT, which the server reads.
      enableServiceLinks: false,
      securityContext: podSecurityContext(spec.security.podSecurityContext, CHRONIK_UID),
      terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds,
      ...(hostNetwork && { hostNetwork }),
      dnsPolicy: spec.network.dnsPolicy ?? (hostNetwork ? "ClusterFirstWithHostNet" : "ClusterFirst"),
      ...(spec.image.pullSecrets && { imagePullSecrets: spec.image.pullSecrets.map((name) => ({ name })) }),
      containers: [container(cluster, role)],
      volumes: volumes(cluster),
      ...scheduling(spec, componentSelector(cluster, role)),
    },
  };
}

function container(cluster: ChronikCluster, role: Role): Container {
  const { image, network, security, envFrom } = cluster.spec;
  return {
    name: role,
    image: image[role],
    imagePullPolicy: image.pullPolicy,
    ports: [servicePortOf(cluster, role), METRICS_PORT, HEALTH_PORT].map(({ name, port }) =>
      containerPort(name, port, network.hostNetwork),
    ),
    env: podEnvironment(cluster, role),
    ...(envFrom && { envFrom: envFrom as NonNullable<Container["envFrom"]> }),
    resources: resources(cluster, role),
    ...probes(cluster, role),
    lifecycle: { preStop: INTERRUPT },
    securityContext: containerSecurityContext(security.containerSecurityContext),
    volumeMounts: [
      { name: "config", mountPath: CONFIG_PATH, readOnly: true },
      { name: "data", mountPath: DATA_PATH },
      ...(role === "controller" ? [] : [{ name: "data", mountPath: INDEX_PATH }]),
      { name: "tmp", mountPath: "/tmp" },
      ...(security.tlsEnabled ? [{ name: "tls", mountPath: TLS_PATH, readOnly: true }] : []),
    ],
    ...containerDefaults,
  };
}

const volumes = (cluster: ChronikCluster): Volume[] => [
  configMapVolume("config", configName(cluster)),
  emptyDirVolume("tmp"),
  ...(cluster.spec.security.tlsEnabled ? [secretVolume("tls", cluster.spec.security.tlsSecret!)] : []),
];
