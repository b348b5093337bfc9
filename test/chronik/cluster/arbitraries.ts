/** Any valid ChronikCluster, in any state in which its children may be found. */
import fc from "fast-check";
import { ROLES } from "../../../src/chronik/cluster/cluster.ts";
import { chronikCluster } from "../../../src/chronik/cluster/controller.ts";
import { ChronikClusterSpec } from "../../../src/chronik/cluster/spec.ts";
import type { Parent } from "../../../src/metacontroller/hooks.ts";
import { anyValueOf } from "../../support/arbitraries/schema.ts";
import { byName, foreignStatefulSet, situationsOf } from "../../support/arbitraries/situation.ts";
import { secretsOf } from "./cluster-of.ts";

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

/** Any cluster with children of it that were applied before, perhaps for another spec, and whatever became of them. */
export const anySituation = situationsOf(
  chronikCluster,
  anyChronikCluster,
  anySpec,
  fc.subarray([...ROLES], { maxLength: 1 }).map((taken) => (parent, secrets) => {
    const { name, namespace } = parent.metadata;
    return {
      "Secret.v1": secretsOf(parent, secrets),
      "StatefulSet.apps/v1": byName(taken.map((role) => foreignStatefulSet(namespace, `${name}-${role}`))),
    };
  }),
);
