import type { Container, PodTemplateSpec, Volume, VolumeMount } from "kubernetes-types/core/v1.js";
import { checksum } from "../../../kubernetes/checksum.ts";
import {
  configMapVolume,
  containerDefaults,
  containerPort,
  emptyDirVolume,
  httpProbe,
} from "../../../kubernetes/container.ts";
import { resourceRequirements } from "../../../kubernetes/resources.ts";
import { scheduling } from "../../../kubernetes/scheduling.ts";
import { containerSecurityContext, podSecurityContext } from "../../../kubernetes/security-context.ts";
import { CONFIG_CHECKSUM, RESTART_KEY, SECRETS_CHECKSUM } from "../annotations.ts";
import { clusterName, configName, imageOf, type KurrentDB, labels, selectorLabels } from "../cluster.ts";
import { AUTHORITY_PATH, CERTIFICATE_PATH, CONFIG_PATH, DATA_PATH, LOG_PATH } from "../paths.ts";
import type { Plan } from "../plan.ts";
import { NODE, REPLICATION, REPLICATION_PORT } from "../ports.ts";
import { options } from "./config-map.ts";
import { podEnvironment } from "./pod-environment.ts";

/** User and group of the KurrentDB image. */
const KURRENT_UID = 1001;

/** 0440: the group that owns the volumes may read, nobody may write. The server refuses no mode, but keys are keys. */
const KEY_MODE = 0o440;

/** A member. Whatever changes here restarts them all, one at a time. */
export function podTemplate(cluster: KurrentDB, plan: Plan, secrets: string): PodTemplateSpec {
  const { spec } = cluster;
  return {
    metadata: {
      labels: { ...spec.podLabels, ...labels(cluster) },
      annotations: {
        ...spec.podAnnotations,
        [CONFIG_CHECKSUM]: checksum(options(cluster, plan)),
        ...(secrets && { [SECRETS_CHECKSUM]: secrets }),
        ...(spec.restartKey && { [RESTART_KEY]: spec.restartKey }),
      },
    },
    spec: {
      serviceAccountName: clusterName(cluster),
      automountServiceAccountToken: false,
      // A Service called kurrentdb would set KURRENTDB_PORT and more, which the server takes for options.
      enableServiceLinks: false,
      securityContext: podSecurityContext(spec.security.podSecurityContext, KURRENT_UID),
      terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds,
      ...(spec.imagePullSecrets && { imagePullSecrets: spec.imagePullSecrets.map((name) => ({ name })) }),
      containers: [container(cluster, plan)],
      volumes: volumes(cluster),
      ...scheduling(spec, selectorLabels(cluster)),
    },
  };
}

function container(cluster: KurrentDB, plan: Plan): Container {
  const { imagePullPolicy, environmentSecret, resources, security } = cluster.spec;
  const scheme = cluster.security.mode === "TLS" ? "HTTPS" : "HTTP";
  const probe = (times: { periodSeconds: number; failureThreshold: number }) =>
    httpProbe("/health/live", NODE, times, scheme);
  return {
    name: "kurrentdb",
    image: imageOf(cluster),
    imagePullPolicy,
    ports: [containerPort(NODE, plan.nodePort), containerPort(REPLICATION, REPLICATION_PORT)],
    env: podEnvironment(cluster, plan),
    ...(environmentSecret && { envFrom: [{ secretRef: { name: environmentSecret } }] }),
    resources: resourceRequirements(resources),
    // An hour: a large index may have to be rebuilt, and to start over half way would never end.
    startupProbe: probe({ periodSeconds: 10, failureThreshold: 360 }),
    livenessProbe: probe({ periodSeconds: 10, failureThreshold: 6 }),
    readinessProbe: probe({ periodSeconds: 5, failureThreshold: 3 }),
    securityContext: containerSecurityContext(security.containerSecurityContext),
    volumeMounts: volumeMounts(cluster),
    ...containerDefaults,
  };
}

const volumeMounts = ({ security }: KurrentDB): VolumeMount[] => [
  { name: "config", mountPath: CONFIG_PATH, readOnly: true },
  { name: "data", mountPath: DATA_PATH },
  { name: "log", mountPath: LOG_PATH },
  { name: "tmp", mountPath: "/tmp" },
  ...(security.mode === "TLS"
    ? [
        { name: "certificate", mountPath: CERTIFICATE_PATH, readOnly: true },
        { name: "authority", mountPath: AUTHORITY_PATH, readOnly: true },
      ]
    : []),
];

function volumes(cluster: KurrentDB): Volume[] {
  const { security } = cluster;
  return [
    configMapVolume("config", configName(cluster)),
    emptyDirVolume("log"),
    emptyDirVolume("tmp"),
    ...(security.mode === "TLS"
      ? [
          keysOf("certificate", security.certificateSecret, ["tls.crt", "tls.key"]),
          // The server trusts every file in the folder, so there must be no other in it.
          keysOf("authority", security.certificateAuthoritySecret, ["ca.crt"]),
        ]
      : []),
  ];
}

const keysOf = (name: string, secretName: string, keys: string[]): Volume => ({
  name,
  secret: { secretName, defaultMode: KEY_MODE, items: keys.map((key) => ({ key, path: key })) },
});
