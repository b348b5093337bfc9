/** What the kubelet starts, read from the pod template and the configuration file that are rendered. */
import type { ConfigMap, Container as ContainerSpec, PodTemplateSpec } from "kubernetes-types/core/v1.js";
import { parse } from "yaml";
import type { Container, Probe, Readiness } from "./pod.ts";

/**
 * The environment, which is of the pod's revision, beats the file, which is as it is when the container starts.
 *
 * @param readiness in the place of the readiness probe that is rendered
 */
export function containerOf(
  template: PodTemplateSpec,
  config: ConfigMap,
  readiness: Readiness | undefined,
): Container {
  const container = template.spec!.containers.find(({ name }) => name === "kurrentdb")!;
  const environment = new Map(container.env?.map(({ name, value }) => [name, value]));
  const file = parsed(config.data!["kurrentdb.conf"]!);
  const option = (variable: string, name: string) => String(environment.get(variable) ?? file[name]);
  const { readinessProbe, livenessProbe, startupProbe } = container;
  return {
    options: {
      size: Number(option("KURRENTDB_CLUSTER_SIZE", "ClusterSize")),
      isTls: option("KURRENTDB_INSECURE", "Insecure") !== "true",
      isReadOnlyReplica: option("KURRENTDB_READ_ONLY_REPLICA", "ReadOnlyReplica") === "true",
      port: Number(option("KURRENTDB_NODE_PORT", "NodePort")),
    },
    readiness: { ...probeOf(readinessProbe), kind: readiness ?? (readinessProbe?.exec ? "Info" : "Health") },
    liveness: probeOf(livenessProbe),
    ...(startupProbe && { startup: probeOf(startupProbe) }),
  };
}

const probeOf = (probe: ContainerSpec["livenessProbe"]): Probe => ({
  period: (probe?.periodSeconds ?? 10) * 1000,
  failures: probe?.failureThreshold ?? 3,
});

/** There are few different files in all the lives of a test. */
const files = new Map<string, Record<string, unknown>>();

function parsed(text: string): Record<string, unknown> {
  const file = files.get(text) ?? parse(text);
  files.set(text, file);
  return file;
}
