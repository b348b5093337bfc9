/** Any valid ChronikCluster, in any state in which its children may be found. */
import fc from "fast-check";
import { ROLES } from "../../src/chronik/cluster.ts";
import { chronik } from "../../src/chronik/operator.ts";
import { secretNeeds } from "../../src/chronik/secrets.ts";
import { ChronikClusterSpec } from "../../src/chronik/spec.ts";
import { clusterFrom } from "../../src/chronik/validation.ts";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import { firstSync } from "../../src/metacontroller/first-sync.ts";
import type { ObjectMap, Parent, Phase, SyncRequest } from "../../src/metacontroller/hooks.ts";
import { feedBack, STRANGER, type Strategy } from "../support/api-server.ts";
import { anyValueOf } from "../support/arbitraries/schema.ts";

export const NOW = "2026-01-02T03:04:05Z";
export const LATER = "2027-01-02T03:04:05Z";

/** What every Secret in these tests contains, and no answer may. */
export const SECRET_CONTENT = "c2VjcmV0IGNvbnRlbnQ=";

/** As it comes over the wire, where `__proto__` is a key like any other. */
export const anySpec: fc.Arbitrary<unknown> = anyValueOf(ChronikClusterSpec).map((spec) =>
  JSON.parse(JSON.stringify(spec)),
);

const anyName = fc.oneof(
  fc.constantFrom(
    "a",
    "events",
    "my-chronik",
    "n".repeat(41),
    `a${"-".repeat(39)}b`,
    "controller",
    "a-ingest",
  ),
  fc.stringMatching(/^[a-z]([-a-z0-9]{0,39}[a-z0-9])?$/),
);

export const anyChronikCluster: fc.Arbitrary<Parent> = fc
  .record({
    name: anyName,
    namespace: fc.constantFrom("default", "n".repeat(63)),
    generation: fc.integer({ min: 1, max: 9 }),
    paused: fc.constantFrom<string | undefined>(undefined, undefined, undefined, "true", "false"),
    spec: anySpec,
  })
  .map(({ name, namespace, generation, paused, spec }) => ({
    apiVersion: "chronik.stream/v1alpha1",
    kind: "ChronikCluster",
    metadata: {
      name,
      namespace,
      uid: "5f0c3e6a-0000-4000-8000-000000000001",
      generation,
      ...(paused && { annotations: { "chronik.stream/paused": paused } }),
    },
    spec,
  }));

export interface Situation {
  request: SyncRequest;
  strategy: Strategy;
}

const PHASES: readonly Phase[] = ["Pending", "Creating", "Running", "Updating", "Failed", "Deleting"];

const anyPods = fc.record({
  replicas: fc.nat({ max: 6 }),
  readyReplicas: fc.nat({ max: 6 }),
  updatedReplicas: fc.nat({ max: 6 }),
  isRolling: fc.boolean(),
  hasSeen: fc.boolean(),
  scaledTo: fc.option(fc.nat({ max: 12 }), { nil: undefined }),
});
type Pods = typeof anyPods extends fc.Arbitrary<infer T> ? T : never;

const anyCircumstances = fc.record({
  strategy: fc.constantFrom<Strategy>("dynamic", "server-side"),
  hasServiceMonitors: fc.boolean(),
  secrets: fc.constantFrom("present", "present", "absent", "partial"),
  earlierSpec: fc.option(anySpec, { nil: undefined }),
  isNew: fc.integer({ min: 0, max: 5 }).map((throwOf) => throwOf === 0),
  missing: fc.array(fc.nat({ max: 30 }), { maxLength: 3 }),
  pods: fc.array(anyPods, { minLength: 3, maxLength: 3 }),
  strangers: fc.boolean(),
  foreign: fc.subarray([...ROLES], { maxLength: 1 }),
  phase: fc.option(fc.constantFrom(...PHASES), { nil: undefined }),
});
type Circumstances = typeof anyCircumstances extends fc.Arbitrary<infer T> ? T : never;

/** Any cluster with children of it that were applied before, perhaps for another spec, and whatever became of them. */
export const anySituation: fc.Arbitrary<Situation> = fc
  .tuple(anyChronikCluster, anyCircumstances)
  .map(([parent, circumstances]) => situation(parent, circumstances));

function situation(parent: Parent, circumstances: Circumstances): Situation {
  const { strategy, isNew, earlierSpec, phase } = circumstances;
  const first = firstRequest(parent, circumstances);
  if (isNew) return { request: first, strategy };

  const { annotations: _, ...metadata } = parent.metadata;
  const before = { ...parent, metadata, spec: earlierSpec ?? parent.spec };
  const fed = feedBack(first, chronik.sync({ ...first, parent: before }, NOW), strategy);
  const status = fed.parent.status as object;
  return {
    strategy,
    request: {
      ...fed,
      parent: { ...parent, ...(phase && { status: { ...status, phase } }) },
      children: disturbed(fed.children, circumstances),
    },
  };
}

function firstRequest(parent: Parent, { hasServiceMonitors, secrets, foreign }: Circumstances): SyncRequest {
  const kinds = chronik.childKinds.map(({ kind, optional }) => ({
    kind,
    optional: optional && !hasServiceMonitors,
  }));
  const taken = foreign.map((role) => stranger(parent, `${parent.metadata.name}-${role}`));
  return {
    ...firstSync(parent, kinds),
    related: { "Secret.v1": secretsFor(parent, secrets), "StatefulSet.apps/v1": byName(taken) },
  };
}

const stranger = ({ metadata: { namespace } }: Parent, name: string) => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name, namespace, ownerReferences: [{ uid: "somebody-else" }] },
});

const byName = (objects: readonly { metadata: { name: string; namespace: string } }[]) =>
  Object.fromEntries(
    objects.map((object) => [`${object.metadata.namespace}/${object.metadata.name}`, object]),
  ) as unknown as ObjectMap[string];

/** The Secrets that the cluster asks for; `partial` lack half of their keys. */
export function secretsFor(parent: Parent, kind: string): ObjectMap[string] {
  const { namespace } = parent.metadata;
  if (kind === "absent") return {};
  return byName(
    secretNeeds(clusterFrom(parent)).map(({ name, keys }) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace },
      data: Object.fromEntries(
        keys.slice(0, kind === "partial" ? keys.length / 2 : undefined).map((key) => [key, SECRET_CONTENT]),
      ),
    })),
  );
}

type Workload = KubernetesObject & { spec: { replicas?: number }; status?: object };

/** Some children gone, pods anywhere on their way, replicas set by an autoscaler, labels of others. */
function disturbed(children: ObjectMap, circumstances: Circumstances): ObjectMap {
  let child = 0;
  let workload = 0;
  return Object.fromEntries(
    Object.entries(children).map(([kind, group]) => [
      kind,
      Object.fromEntries(
        Object.entries(group)
          .filter(() => !circumstances.missing.includes(child++))
          .map(([key, object]) => {
            const marked = circumstances.strangers ? withStrangers(object) : object;
            if (kind !== "StatefulSet.apps/v1") return [key, marked];
            return [key, withPods(marked as unknown as Workload, circumstances.pods[workload++ % 3]!)];
          }),
      ),
    ]),
  ) as ObjectMap;
}

function withStrangers<T extends { metadata: object }>(object: T): T {
  const { labels, annotations, ...metadata } = object.metadata as KubernetesObject["metadata"];
  const mark = { [`${STRANGER}mark`]: "theirs" };
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
          updatedReplicas: replicas,
          currentRevision: "now",
          updateRevision: "now",
        };
        return [key, { ...object, status }];
      }),
    ) as unknown as ObjectMap[string],
  };
}
