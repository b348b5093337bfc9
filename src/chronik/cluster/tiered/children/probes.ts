import type { Container } from "kubernetes-types/core/v1.js";
import { httpProbe, type ProbeTimes, tcpProbe } from "../../../../kubernetes/container.ts";
import type { ChronikCluster } from "../../cluster.ts";
import { HEALTH_PORT, servicePortOf } from "../ports.ts";
import type { Role } from "../roles.ts";

type Probes = Pick<Container, "startupProbe" | "livenessProbe" | "readinessProbe">;

/** Five minutes to recover from its volume before the liveness probe may restart it. */
const STARTUP: ProbeTimes = { periodSeconds: 5, failureThreshold: 60 };
const LIVENESS: ProbeTimes = { periodSeconds: 10, failureThreshold: 6 };
const READINESS: ProbeTimes = { periodSeconds: 5, failureThreshold: 3 };

/** How a role's pods are asked how they are. */
export function probes(cluster: ChronikCluster, role: Role): Probes {
  if (cluster.spec.probes === "Http") {
    return {
      startupProbe: httpProbe("/healthz", HEALTH_PORT.name, STARTUP),
      livenessProbe: httpProbe("/healthz", HEALTH_PORT.name, LIVENESS),
      readinessProbe: httpProbe("/readyz", HEALTH_PORT.name, READINESS),
    };
  }
  // The controllers of 2025 open no socket at all, so any probe would restart them for ever.
  if (cluster.spec.probes === "None" || role === "controller") return {};
  const { name } = servicePortOf(cluster, role);
  return {
    startupProbe: tcpProbe(name, STARTUP),
    livenessProbe: tcpProbe(name, LIVENESS),
    readinessProbe: tcpProbe(name, READINESS),
  };
}
