/** The kinds that the imitated API server serves, and how it treats each. */
import type { Resource } from "../store.ts";

export interface Kind extends Resource {
  /** Whether the server counts changes of the spec in metadata.generation. Some old kinds have no such count. */
  hasGeneration: boolean;
}

const kind = (apiVersion: string, name: string, resource: string, traits: Partial<Kind> = {}): Kind => ({
  apiVersion,
  kind: name,
  resource,
  namespaced: true,
  hasStatus: true,
  hasGeneration: true,
  ...traits,
});

const plain = { hasStatus: false, hasGeneration: false };

export const builtinKinds: readonly Kind[] = [
  kind("v1", "Namespace", "namespaces", { namespaced: false, hasGeneration: false }),
  kind("v1", "ConfigMap", "configmaps", plain),
  kind("v1", "Secret", "secrets", plain),
  kind("v1", "ServiceAccount", "serviceaccounts", plain),
  kind("v1", "Event", "events", plain),
  kind("v1", "Service", "services", { hasGeneration: false }),
  kind("v1", "PersistentVolumeClaim", "persistentvolumeclaims", { hasGeneration: false }),
  kind("v1", "Pod", "pods"),
  kind("apps/v1", "StatefulSet", "statefulsets"),
  kind("apps/v1", "Deployment", "deployments"),
  kind("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets"),
  kind("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", { hasGeneration: false }),
  kind("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", { hasStatus: false }),
];

interface CustomResourceDefinition {
  spec: {
    group: string;
    scope: string;
    names: { kind: string; plural: string };
    versions: { name: string; subresources?: { status?: object } }[];
  };
}

/** The kinds that a CustomResourceDefinition adds, one for each version. */
export const customKinds = ({ spec }: CustomResourceDefinition): Kind[] =>
  spec.versions.map(({ name, subresources }) =>
    kind(`${spec.group}/${name}`, spec.names.kind, spec.names.plural, {
      namespaced: spec.scope === "Namespaced",
      hasStatus: subresources?.status !== undefined,
    }),
  );
