/** Any valid KurrentDB, in any state in which its children may be found. */
import { type TObject, type TSchema, Type } from "@sinclair/typebox";
import fc from "fast-check";
import { kurrentDB } from "../../../src/kurrentdb/cluster/controller.ts";
import { KurrentDBSpec, SIZES } from "../../../src/kurrentdb/cluster/spec.ts";
import {
  OPTIONS,
  type Option,
  type OptionType,
  optionNamed,
} from "../../../src/kurrentdb/options/options.ts";
import { OWNED_OPTIONS } from "../../../src/kurrentdb/options/owned.ts";
import type { Parent } from "../../../src/metacontroller/hooks.ts";
import { anyValueOf } from "../../support/arbitraries/schema.ts";
import { byName, foreignStatefulSet, situationsOf } from "../../support/arbitraries/situation.ts";
import { secretsOf } from "./cluster-of.ts";

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

const TEXT = fc.oneof(
  fc.string(),
  fc.constantFrom("null", "yes", "1e3", "a: b", "# x", "line\nbreak", "ünï ✓"),
);
const VALUES: Record<OptionType, (option: Option) => fc.Arbitrary<unknown>> = {
  bool: () => fc.boolean(),
  int: ({ min = -(2 ** 31) }) => fc.integer({ min }),
  long: () => fc.maxSafeInteger(),
  number: () => fc.double({ noNaN: true, noDefaultInfinity: true }),
  text: () => TEXT,
  enum: ({ values = [] }) => fc.constantFrom(...values),
  list: () => fc.array(fc.string()),
};

/** Those that people may set, whichever version it is, and whether or not there are users. */
const ownOptions = Object.entries<Option>(OPTIONS).filter(
  ([name, { since, until }]) => !(name in OWNED_OPTIONS) && !since && !until && name !== "AuthenticationType",
);

/** Options with values of their types, and sections of plugins under any name. */
export const anyOptions: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(
    fc.array(
      fc
        .constantFrom(...ownOptions)
        .chain(([name, option]) => VALUES[option.type](option).map((value) => [name, value] as const)),
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
    ...Object.fromEntries(Object.entries(sections).filter(([name]) => !optionNamed(name.split(":", 1)[0]!))),
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
    const { readOnlyReplicas, users, ...others } = rest as Record<string, object | undefined>;
    const { certificateSecret, issuerRef } = (others.security ?? {}) as Record<string, unknown>;
    const spec = {
      ...others,
      // Rules across sections: few values would keep them by chance.
      ...(clusterSize > 1 && { readOnlyReplicas }),
      ...(certificateSecret !== undefined || issuerRef !== undefined ? { users } : {}),
      replicas,
      configuration: { ...(configuration as object), options, ...(saysSize && { clusterSize }) },
    };
    return JSON.parse(JSON.stringify(spec));
  });

const anyName = fc.oneof(
  fc.constantFrom("a", "events", "my-eventstore", "n".repeat(52), `a${"-".repeat(50)}b`, "events-0", "nodes"),
  fc.stringMatching(/^[a-z]([-a-z0-9]{0,50}[a-z0-9])?$/),
);

/** A shorter name, which fits whatever the spec asks for. */
const shortened = (name: string) => name.slice(0, LONGEST_WITH_READ_ONLY).replace(/-+$/, "");

/** The longest name with read-only replicas, whose StatefulSet has a longer one. */
const LONGEST_WITH_READ_ONLY = 43;

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
      name: shortened(name),
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

const anyOthers = fc.record({
  keptVolumes: fc.nat({ max: 5 }),
  isTaken: fc.integer({ min: 0, max: 4 }).map((throwOf) => throwOf === 0),
});

/** Any cluster with children of it that were applied before, perhaps for another spec, and whatever became of them. */
export const anySituation = situationsOf(
  kurrentDB,
  anyKurrentDB,
  anySpec,
  anyOthers.map(({ keptVolumes, isTaken }) => (parent, secrets) => {
    const { name, namespace } = parent.metadata;
    const claims = Array.from({ length: keptVolumes }, (_, index) => ({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: `data-${name}-${index}`, namespace },
    }));
    return {
      "Secret.v1": secretsOf(parent, secrets),
      "PersistentVolumeClaim.v1": byName(claims),
      "StatefulSet.apps/v1": byName(isTaken ? [foreignStatefulSet(namespace, name)] : []),
    };
  }),
);
