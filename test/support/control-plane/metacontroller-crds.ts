import type { KubernetesObject } from "../../../src/kubernetes/object.ts";

/**
 * The kinds of Metacontroller's own objects, with nothing checked: these tests are not about them. It asks for all
 * three when it starts, used or not.
 */
export const metacontrollerCrds: (KubernetesObject & { spec: object })[] = [
  { kind: "CompositeController", plural: "compositecontrollers", scope: "Cluster", status: true },
  { kind: "DecoratorController", plural: "decoratorcontrollers", scope: "Cluster", status: true },
  { kind: "ControllerRevision", plural: "controllerrevisions", scope: "Namespaced", status: false },
].map(({ kind, plural, scope, status }) => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: {
    name: `${plural}.metacontroller.k8s.io`,
    // The API server wants this for groups under k8s.io; "unapproved" is its word for all but Kubernetes itself.
    annotations: { "api-approved.kubernetes.io": "unapproved, for tests only" },
  },
  spec: {
    group: "metacontroller.k8s.io",
    scope,
    names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        ...(status && { subresources: { status: {} } }),
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
}));
