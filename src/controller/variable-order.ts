/**
 * Variables of containers that can refer to each other whatever was applied before.
 *
 * Kubernetes resolves `$(NAME)` only where NAME stands earlier in the list. Dynamic apply merges the list by name: what
 * was there keeps its place, and what is new comes last (mergeListMap in Metacontroller's pkg/dynamic/apply/apply.go). So
 * a variable that is there and is to refer to a new one is first left out, while no pod is replaced, and comes back behind
 * it in the next sync.
 */
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { Container, EnvVar } from "kubernetes-types/core/v1.js";
import { referencesOf } from "../kubernetes/environment.ts";
import type { KubernetesObject } from "../kubernetes/object.ts";
import type { ObjectMap } from "../metacontroller/hooks.ts";
import { isMergedByName } from "../metacontroller/last-applied.ts";
import { counterpart } from "../metacontroller/observed.ts";
import type { Workload } from "./deletion.ts";
import { isWorkload } from "./pods-startable.ts";

/** The children, where workloads that would be merged into a wrong order are as they have to be in between. */
export const inResolvableOrder = (
  desired: readonly KubernetesObject[],
  observed: ObjectMap,
): KubernetesObject[] =>
  desired.map((child) => {
    const before = isWorkload(child) && (counterpart(observed, child) as Workload | undefined);
    return before && isMergedByName(before) ? inBetween(child as Workload, before) : child;
  });

function inBetween(child: Workload, before: Workload): Workload {
  const { spec } = child;
  const pod = spec?.template.spec;
  const containers = withoutLate(pod?.containers, before.spec?.template.spec?.containers);
  const initContainers = withoutLate(pod?.initContainers, before.spec?.template.spec?.initContainers);
  if (!spec || !pod || (containers === pod.containers && initContainers === pod.initContainers)) return child;
  const replicas = spec.replicas ?? before.spec?.replicas ?? 1;
  return {
    ...child,
    // What they say of the pods is not so yet.
    metadata: { ...child.metadata, annotations: annotationsOf(before, child) },
    spec: {
      ...spec,
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: replicas } },
      template: {
        ...spec.template,
        spec: { ...pod, containers: containers!, ...(initContainers && { initContainers }) },
      },
    },
  };
}

const annotationsOf = (before: StatefulSet, { metadata }: Workload) =>
  Object.fromEntries(
    Object.keys(metadata.annotations ?? {}).flatMap((key) => {
      const value = before.metadata?.annotations?.[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );

/** The same list where none of them has a variable in the wrong place. */
function withoutLate(
  containers: Container[] | undefined,
  before: Container[] | undefined,
): Container[] | undefined {
  const late = (containers ?? []).map(({ name, env = [] }) =>
    lateVariables(env, before?.find((other) => other.name === name)?.env ?? []),
  );
  if (late.every(({ size }) => size === 0)) return containers;
  return containers!.map((container, index) => ({
    ...container,
    ...(container.env && { env: container.env.filter(({ name }) => !late[index]!.has(name)) }),
  }));
}

/** Those that would stand before what they refer to, once merged. */
function lateVariables(desired: readonly EnvVar[], before: readonly EnvVar[]): Set<string> {
  const late = new Set<string>();
  for (let found = true; found; ) {
    const first = merged(desired, before, late);
    const place = new Map(
      [...first, ...desired.map(({ name }) => name).filter((name) => late.has(name))].map((name, index) => [
        name,
        index,
      ]),
    );
    const wanted = new Map(desired.map(({ name }, index) => [name, index]));
    const wrong = desired.filter((variable) =>
      referencesOf(variable).some(
        (name) =>
          wanted.has(name) &&
          wanted.get(name)! < wanted.get(variable.name)! &&
          place.get(name)! > place.get(variable.name)!,
      ),
    );
    found = wrong.some(({ name }) => !late.has(name));
    for (const { name } of wrong) late.add(name);
  }
  return late;
}

/** The names in the order that merging gives, without those that are left out. */
function merged(desired: readonly EnvVar[], before: readonly EnvVar[], late: ReadonlySet<string>): string[] {
  const names = desired.map(({ name }) => name).filter((name) => !late.has(name));
  const kept = new Set(names);
  const there = before.map(({ name }) => name).filter((name) => kept.has(name));
  const already = new Set(there);
  return [...there, ...names.filter((name) => !already.has(name))];
}
