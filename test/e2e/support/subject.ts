import type { Controller } from "../../../src/controller/controller.ts";
import type { KubernetesObject } from "../../../src/kubernetes/object.ts";
import type { FakeNode } from "../../support/control-plane/cluster-objects.ts";
import type { BadSpec } from "../../support/wrong-values.ts";

/**
 * What the suite has to know of an controller to try it: a small cluster, and what may happen to it.
 *
 * Every cluster that is made from this bears the name {@link CLUSTER}; a spec given here is a JSON merge patch on the
 * small cluster's.
 */
export interface Subject {
  readonly controller: Controller;
  /** Example files, relative to the repository's root. */
  readonly examples: readonly Example[];
  /** Nodes and storage classes that the examples ask for. */
  readonly nodes: readonly FakeNode[];
  readonly storageClasses: readonly string[];
  /** A small cluster that has every kind of pod. */
  readonly spec: object;
  /** Makes it want a child of every kind that is always registered. */
  readonly everyKind: object;
  /** What makes it as small as can be. */
  readonly smallest: object;
  /** The Secret that its pods cannot do without, and a further content for it. */
  readonly secret: { name: string; data: Record<string, string>; rotated: Record<string, string> };
  /** The names of its StatefulSets, in the order in which their pods are stopped; those in one step together. */
  readonly workloads: readonly (readonly string[])[];
  /** The Services that are taken away before any pod. */
  readonly traffic: readonly string[];
  /** Made one after the other on one cluster, each on top of those before. */
  readonly changes: readonly Change[];
  /** What is wrong and what status says of it, once the API server has let it pass. */
  readonly invalid: { spec: object; says: RegExp };
  readonly badSpecs: readonly BadSpec[];
  /** Edits of what can never change in a StatefulSet, and what status says of each. */
  readonly volumeEdits: readonly { what: string; spec: object; says: RegExp }[];
  /** An edit that asks for labels which selectors go by. */
  readonly selectorEdit: object;
  /** Has volumes deleted with the cluster. */
  readonly deletesVolumes: object;
  /** A change that restarts the pods of these StatefulSets. */
  readonly restarting: Change;
  /** An autoscaler for a StatefulSet, allowing for one to five pods. */
  readonly autoscaling?: { spec: object; workload: string; autoscaler: string };
  /** A wanted child that is kept away, by its kind's plural as quotas count it. */
  readonly optionalChild: { quota: string; name: string };
}

export const CLUSTER = "small";

export interface Example {
  file: string;
  /** What it needs besides, in the same namespace: Secrets. */
  needs: readonly KubernetesObject[];
}

/** An edit and what it should lead to. */
export interface Change {
  what: string;
  spec: object;
  /** The StatefulSets whose pods are restarted, sorted; pods of all others must not be. */
  restarts: readonly string[];
  /** Whether it takes a while although nothing is restarted: where pods or other objects come or go. */
  takesTime?: boolean;
}
