import type { Container, PodTemplateSpec, Probe, Volume, VolumeMount } from "kubernetes-types/core/v1.js";
import { checksum } from "../../../kubernetes/checksum.ts";
import {
  configMapVolume,
  containerDefaults,
  containerPort,
  emptyDirVolume,
} from "../../../kubernetes/container.ts";
import { resourceRequirements } from "../../../kubernetes/resources.ts";
import { scheduling } from "../../../kubernetes/scheduling.ts";
import { containerSecurityContext, podSecurityContext } from "../../../kubernetes/security-context.ts";
import { CONFIG_CHECKSUM, RESTART_KEY, SECRETS_CHECKSUM, STAYING_MEMBERS } from "../annotations.ts";
import {
  clusterName,
  configName,
  imageOf,
  type KurrentDB,
  labels,
  type Role,
  selectorLabels,
} from "../cluster.ts";
import { AUTHORITY_PATH, CERTIFICATE_PATH, CONFIG_PATH, DATA_PATH, LOG_PATH } from "../paths.ts";
import type { Plan } from "../plan.ts";
import { NODE, REPLICATION, REPLICATION_PORT } from "../ports.ts";
import type { SecretsRead } from "../secrets.ts";
import { certificateWatcher, DEFAULT_CONTAINER } from "./certificate-watcher.ts";
import { options } from "./config-map.ts";
import { podEnvironment } from "./pod-environment.ts";
import { healthProbe, LIVENESS, READINESS, readinessProbe, STARTUP } from "./readiness-probe.ts";

/** User and group of the KurrentDB image. */
const KURRENT_UID = 1001;

/** 0440: the group that owns the volumes may read, nobody may write. The server refuses no mode, but keys are keys. */
const KEY_MODE = 0o440;

/** The container that is the server. */
export const SERVER = "kurrentdb";

/** A member. Whatever changes here restarts them all, one at a time. */
export function podTemplate(
  cluster: KurrentDB,
  plan: Plan,
  secrets: SecretsRead,
  role: Role = "member",
): PodTemplateSpec {
  const { spec } = cluster;
  const isMember = role === "member";
  const reloads = cluster.security.mode === "TLS" && cluster.security.rotation === "Reload";
  return {
    metadata: {
      labels: { ...spec.podLabels, ...labels(cluster, role) },
      annotations: {
        ...(reloads && { [DEFAULT_CONTAINER]: SERVER }),
        ...spec.podAnnotations,
        [CONFIG_CHECKSUM]: checksum(options(cluster, plan)),
        ...(secrets.checksum && { [SECRETS_CHECKSUM]: secrets.checksum }),
        ...(spec.restartKey && { [RESTART_KEY]: spec.restartKey }),
        ...(isMember && plan.restartsLast && { [STAYING_MEMBERS]: String(plan.replicas) }),
      },
    },
    spec: {
      serviceAccountName: clusterName(cluster),
      automountServiceAccountToken: false,
      // A Service called kurrentdb would set KURRENTDB_PORT and more, which the server takes for options.
      enableServiceLinks: false,
      ...(reloads && { shareProcessNamespace: true }),
      securityContext: podSecurityContext(spec.security.podSecurityContext, KURRENT_UID),
      terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds,
      ...(spec.imagePullSecrets && { imagePullSecrets: spec.imagePullSecrets.map((name) => ({ name })) }),
      containers: [server(cluster, plan, role), ...(reloads ? [certificateWatcher(cluster)] : [])],
      volumes: volumes(cluster, secrets),
      ...scheduling(spec, selectorLabels(cluster, role)),
    },
  };
}

function server(cluster: KurrentDB, plan: Plan, role: Role): Container {
  const { imagePullPolicy, environmentSecret, resources, security, readOnlyReplicas } = cluster.spec;
  const { mode } = cluster.security;
  const amounts = role === "readOnlyReplica" ? { ...resources, ...readOnlyReplicas?.resources } : resources;
  return {
    name: SERVER,
    image: imageOf(cluster),
    imagePullPolicy,
    ports: [containerPort(NODE, plan.nodePort), containerPort(REPLICATION, REPLICATION_PORT)],
    env: podEnvironment(cluster, plan, role),
    ...(environmentSecret && { envFrom: [{ secretRef: { name: environmentSecret } }] }),
    resources: resourceRequirements(amounts),
    startupProbe: healthProbe(mode, STARTUP),
    livenessProbe: healthProbe(mode, LIVENESS),
    readinessProbe: readiness(cluster, plan),
    securityContext: containerSecurityContext(security.containerSecurityContext),
    volumeMounts: volumeMounts(cluster),
    ...containerDefaults,
  };
}

const readiness = ({ spec, security }: KurrentDB, plan: Plan): Probe =>
  spec.readiness === "Info"
    ? readinessProbe(security.mode, plan.nodePort)
    : healthProbe(security.mode, READINESS);

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

function volumes(cluster: KurrentDB, { authorityKeys }: SecretsRead): Volume[] {
  const { security } = cluster;
  return [
    configMapVolume("config", configName(cluster)),
    emptyDirVolume("log"),
    emptyDirVolume("tmp"),
    ...(security.mode === "TLS"
      ? [
          keysOf("certificate", security.certificateSecret, ["tls.crt", "tls.key"]),
          // The server trusts the first certificate of every file in the folder, so there must be no other in it.
          keysOf("authority", security.certificateAuthoritySecret, authorityKeys),
        ]
      : []),
  ];
}

const keysOf = (name: string, secretName: string, keys: readonly string[]): Volume => ({
  name,
  secret: { secretName, defaultMode: KEY_MODE, items: keys.map((key) => ({ key, path: key })) },
});
