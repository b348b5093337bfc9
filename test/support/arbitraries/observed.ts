/** Children as they may be found: some gone, pods anywhere on their way, marks of others. Whichever product's they are. */
import fc from "fast-check";
import type { KubernetesObject } from "../../../src/kubernetes/object.ts";
import type { ObjectMap } from "../../../src/metacontroller/hooks.ts";
import { OTHERS } from "../api-server.ts";

type Workload = KubernetesObject & { spec: { replicas?: number }; status?: object };

const anyPods = fc.record({
  replicas: fc.nat({ max: 6 }),
  readyReplicas: fc.nat({ max: 6 }),
  updatedReplicas: fc.nat({ max: 6 }),
  isRolling: fc.boolean(),
  hasSeen: fc.boolean(),
  scaledTo: fc.option(fc.nat({ max: 6 }), { nil: undefined }),
});
type Pods = typeof anyPods extends fc.Arbitrary<infer T> ? T : never;

export const anyDisturbance = fc.record({
  missing: fc.array(fc.nat({ max: 30 }), { maxLength: 3 }),
  pods: fc.array(anyPods, { minLength: 3, maxLength: 3 }),
  otherOwners: fc.boolean(),
});
export type Disturbance = typeof anyDisturbance extends fc.Arbitrary<infer T> ? T : never;

/** Some children gone, pods anywhere on their way, scaled by hand, labels of others. */
export function disturbed(children: ObjectMap, { missing, pods, otherOwners }: Disturbance): ObjectMap {
  let child = 0;
  let workload = 0;
  return Object.fromEntries(
    Object.entries(children).map(([kind, group]) => [
      kind,
      Object.fromEntries(
        Object.entries(group)
          .filter(() => !missing.includes(child++))
          .map(([key, object]) => {
            const marked = otherOwners ? markedByOthers(object) : object;
            if (kind !== "StatefulSet.apps/v1") return [key, marked];
            return [key, withPods(marked as unknown as Workload, pods[workload++ % pods.length]!)];
          }),
      ),
    ]),
  ) as ObjectMap;
}

function markedByOthers<T extends { metadata: object }>(object: T): T {
  const { labels, annotations, ...metadata } = object.metadata as KubernetesObject["metadata"];
  const mark = { [`${OTHERS}mark`]: "theirs" };
  return {
    ...object,
    metadata: { ...metadata, labels: { ...labels, ...mark }, annotations: { ...annotations, ...mark } },
  };
}

function withPods(set: Workload, { isRolling, hasSeen, scaledTo, ...counts }: Pods): Workload {
  const generation = set.metadata.generation ?? 1;
  return {
    ...set,
    spec: { ...set.spec, ...(scaledTo !== undefined && { replicas: scaledTo }) },
    status: {
      ...counts,
      observedGeneration: hasSeen ? generation : generation - 1,
      currentRevision: "old",
      updateRevision: isRolling ? "new" : "old",
    },
  };
}

/** The children with every workload as its controller leaves it when nothing is left to do. */
export function settled(children: ObjectMap): ObjectMap {
  return {
    ...children,
    "StatefulSet.apps/v1": Object.fromEntries(
      Object.entries(children["StatefulSet.apps/v1"] ?? {}).map(([key, object]) => {
        const { metadata, spec } = object as unknown as Workload;
        const replicas = spec.replicas ?? 1;
        const status = {
          observedGeneration: metadata.generation,
          replicas,
          readyReplicas: replicas,
          availableReplicas: replicas,
          updatedReplicas: replicas,
          currentRevision: "now",
          updateRevision: "now",
        };
        return [key, { ...object, status }];
      }),
    ) as unknown as ObjectMap[string],
  };
}
