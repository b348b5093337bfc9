/** Parts of a container, complete as the API server stores them. */
import type { ContainerPort, Probe, ServicePort, Volume } from "kubernetes-types/core/v1.js";

/** A TCP port of a container; on the host's network it is the host's port as well. */
export const containerPort = (name: string, port: number, hostNetwork = false): ContainerPort => ({
  name,
  containerPort: port,
  ...(hostNetwork && { hostPort: port }),
  protocol: "TCP",
});

/** A TCP port of a Service that leads to the container port of the same name. */
export const servicePort = (name: string, port: number, targetPort: string | number = name): ServicePort => ({
  name,
  port,
  targetPort,
  protocol: "TCP",
});

/** In seconds, and how many times in a row a probe must fail. */
export interface ProbeTimes {
  periodSeconds: number;
  failureThreshold: number;
  timeoutSeconds?: number;
}

/** An HTTP probe. */
export const httpProbe = (
  path: string,
  port: string,
  times: ProbeTimes,
  scheme: "HTTP" | "HTTPS" = "HTTP",
): Probe => ({
  httpGet: { path, port, scheme },
  timeoutSeconds: 5,
  successThreshold: 1,
  ...times,
});

/** A probe that a listening socket passes. */
export const tcpProbe = (port: string, times: ProbeTimes): Probe => ({
  tcpSocket: { port },
  timeoutSeconds: 5,
  successThreshold: 1,
  ...times,
});

/** 0644, the mode the API server gives files where none is named. */
const defaultMode = 0o644;

export const configMapVolume = (name: string, configMap: string): Volume => ({
  name,
  configMap: { name: configMap, defaultMode },
});

export const secretVolume = (name: string, secretName: string): Volume => ({
  name,
  secret: { secretName, defaultMode },
});

export const emptyDirVolume = (name: string): Volume => ({ name, emptyDir: {} });

/** What the API server adds to every container. */
export const containerDefaults = {
  terminationMessagePath: "/dev/termination-log",
  terminationMessagePolicy: "File",
} as const;
