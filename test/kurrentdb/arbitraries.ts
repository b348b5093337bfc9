/** Any valid KurrentDB, in any state in which its children may be found. */
import { type TObject, type TSchema, Type } from "@sinclair/typebox";
import fc from "fast-check";
import { kurrentdb } from "../../src/kurrentdb/operator.ts";
import { OPTIONS } from "../../src/kurrentdb/options.ts";
import { OWNED_OPTIONS } from "../../src/kurrentdb/owned-options.ts";
import { secretNeeds } from "../../src/kurrentdb/secrets.ts";
import { KurrentDBSpec, SIZES } from "../../src/kurrentdb/spec.ts";
import { clusterFrom } from "../../src/kurrentdb/validation.ts";
import { firstSync } from "../../src/metacontroller/first-sync.ts";
import type { ObjectMap, Parent, SyncRequest } from "../../src/metacontroller/hooks.ts";
import { PHASES } from "../../src/metacontroller/status.ts";
import { feedBack, type Strategy } from "../support/api-server.ts";
import { anyDisturbance, disturbed } from "../support/arbitraries/observed.ts";
import { anyValueOf } from "../support/arbitraries/schema.ts";
import { byName } from "./cluster-of.ts";

export const NOW = "2026-01-02T03:04:05Z";
export const LATER = "2027-01-02T03:04:05Z";

/** What every Secret in these tests contains, and no answer may. */
export const SECRET_CONTENT = "c2VjcmV0IGNvbnRlbnQ=";

/** The schema without fields that few values fit; keeps its rules. */
const without = (schema: TObject, ...names: string[]): TObject => ({
  ...schema,
  properties: Object.fromEntries(
    Object.entries(schema.properties as Record<string, TSchema>).filter(([name]) => !names.includes(name)),
  ),
  required: (schema.required ?? []).filter((name) => !names.includes(name)),
});

/** The number of members is drawn first, since almost no number is one. */
const Configuration = without(KurrentDBSpec.properties.configuration, "clusterSize", "options");
const Rest = Type.Object(without(KurrentDBSpec, "replicas", "configuration").properties);

const anyMembers = fc.record({
  replicas: fc.constantFrom(undefined, 0, ...SIZES),
  saysSize: fc.boolean(),
  sizeWhenStopped: fc.constantFrom(...SIZES),
});

const VALUES = {
  bool: fc.boolean(),
  int: fc.integer(),
  number: fc.double({ noNaN: true, noDefaultInfinity: true }),
  string: fc.oneof(fc.string(), fc.constantFrom("null", "yes", "1e3", "a: b", "# x", "line\nbreak", "ünï ✓")),
  list: fc.array(fc.string()),
};
const ownOptions = Object.entries(OPTIONS).filter(([name]) => !(name in OWNED_OPTIONS));

/** Options with values of their types, and sections of plugins under any name. */
export const anyOptions: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(
    fc.array(
      fc
        .constantFrom(...ownOptions)
        .chain(([name, type]) => VALUES[type].map((value) => [name, value] as const)),
      { maxLength: 4 },
    ),
    fc.dictionary(
      fc.oneof(
        fc.constantFrom("Licensing", "OpenTelemetry", "a: b", "- x", "", "#"),
        fc.string({ maxLength: 8 }),
      ),
      fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 }),
      { maxKeys: 2 },
    ),
  )
  .map(([known, sections]) => ({
    ...Object.fromEntries(Object.entries(sections).filter(([name]) => !(name in OPTIONS))),
    ...Object.fromEntries(known),
  }));

/** As it comes over the wire, where `__proto__` is a key like any other. */
export const anySpec: fc.Arbitrary<unknown> = fc
  .record({
    rest: anyValueOf(Rest),
    configuration: anyValueOf(Configuration),
    options: fc.option(anyOptions, { nil: undefined }),
    members: anyMembers,
  })
  .map(({ rest, configuration, options, members: { replicas, saysSize, sizeWhenStopped } }) => {
    const clusterSize = replicas === 0 ? sizeWhenStopped : (replicas ?? 3);
    const spec = {
      ...(rest as object),
      replicas,
      configuration: { ...(configuration as object), options, ...(saysSize && { clusterSize }) },
    };
    return JSON.parse(JSON.stringify(spec));
  });

const anyName = fc.oneof(
  fc.constantFrom("a", "events", "my-eventstore", "n".repeat(52), `a${"-".repeat(50)}b`, "events-0", "nodes"),
  fc.stringMatching(/^[a-z]([-a-z0-9]{0,50}[a-z0-9])?$/),
);

export const anyKurrentDB: fc.Arbitrary<Parent> = fc
  .record({
    name: anyName,
    namespace: fc.constantFrom("default", "n".repeat(63)),
    generation: fc.integer({ min: 1, max: 9 }),
    paused: fc.constantFrom<string | undefined>(undefined, undefined, undefined, "true", "false"),
    confirms: fc.constantFrom<string | undefined>(undefined, "1", "3", "0", "no"),
    spec: anySpec,
  })
  .map(({ name, namespace, generation, paused, confirms, spec }) => ({
    apiVersion: "kurrent.io/v1alpha1",
    kind: "KurrentDB",
    metadata: {
      name,
      namespace,
      uid: "5f0c3e6a-0000-4000-8000-000000000002",
      generation,
      annotations: {
        ...(paused && { "kurrent.io/paused": paused }),
        ...(confirms && { "kurrent.io/confirm-shrink": confirms }),
      },
    },
    spec,
  }));

export interface Situation {
  request: SyncRequest;
  strategy: Strategy;
}

const anyCircumstances = fc.record({
  strategy: fc.constantFrom<Strategy>("dynamic", "server-side"),
  hasServiceMonitors: fc.boolean(),
  secrets: fc.constantFrom("present", "present", "absent", "partial"),
  keptVolumes: fc.nat({ max: 5 }),
  earlierSpec: fc.option(anySpec, { nil: undefined }),
  isNew: fc.integer({ min: 0, max: 5 }).map((throwOf) => throwOf === 0),
  disturbance: anyDisturbance,
  isTaken: fc.integer({ min: 0, max: 4 }).map((throwOf) => throwOf === 0),
  phase: fc.option(fc.constantFrom(...PHASES), { nil: undefined }),
});
type Circumstances = typeof anyCircumstances extends fc.Arbitrary<infer T> ? T : never;

/** Any cluster with children of it that were applied before, perhaps for another spec, and whatever became of them. */
export const anySituation: fc.Arbitrary<Situation> = fc
  .tuple(anyKurrentDB, anyCircumstances)
  .map(([parent, circumstances]) => situation(parent, circumstances));

function situation(parent: Parent, circumstances: Circumstances): Situation {
  const { strategy, isNew, earlierSpec, phase, disturbance } = circumstances;
  const first = firstRequest(parent, circumstances);
  if (isNew) return { request: first, strategy };

  const { annotations: _, ...metadata } = parent.metadata;
  const before = { ...parent, metadata, spec: earlierSpec ?? parent.spec };
  const related = { ...first.related, "Secret.v1": secretsFor(before, "present") };
  const fed = feedBack(first, kurrentdb.sync({ ...first, parent: before, related }, NOW), strategy);
  const status = fed.parent.status as object;
  return {
    strategy,
    request: {
      ...fed,
      parent: { ...parent, ...(phase && { status: { ...status, phase } }) },
      children: disturbed(fed.children, disturbance),
    },
  };
}

function firstRequest(
  parent: Parent,
  { hasServiceMonitors, secrets, isTaken, keptVolumes }: Circumstances,
): SyncRequest {
  const { name, namespace } = parent.metadata;
  const kinds = kurrentdb.childKinds.map(({ kind, optional }) => ({
    kind,
    optional: optional && !hasServiceMonitors,
  }));
  const claims = Array.from({ length: keptVolumes }, (_, index) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: `data-${name}-${index}`, namespace },
  }));
  const stranger = {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name, namespace, ownerReferences: [{ uid: "somebody-else" }] },
  };
  return {
    ...firstSync(parent, kinds),
    related: {
      "Secret.v1": secretsFor(parent, secrets),
      "PersistentVolumeClaim.v1": byName(claims),
      "StatefulSet.apps/v1": byName(isTaken ? [stranger] : []),
    },
  };
}

/** The Secrets that the cluster asks for; `partial` lack half of their keys. */
export function secretsFor(parent: Parent, kind: string): ObjectMap[string] {
  const { namespace } = parent.metadata;
  if (kind === "absent") return {};
  const keysOf = new Map<string, Set<string>>();
  for (const { name, keys } of secretNeeds(clusterFrom(parent))) {
    keysOf.set(name, new Set([...(keysOf.get(name) ?? []), ...keys]));
  }
  return byName(
    [...keysOf].map(([name, keys]) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace },
      data: Object.fromEntries(
        [...keys]
          .slice(0, kind === "partial" ? keys.size / 2 : undefined)
          .map((key) => [key, SECRET_CONTENT]),
      ),
    })),
  );
}
