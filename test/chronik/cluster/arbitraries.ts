/** Any valid ChronikCluster, in any state in which its children may be found. */
import { Type } from "@sinclair/typebox";
import fc from "fast-check";
import { GROUP, START_EMPTY } from "../../../src/chronik/cluster/annotations.ts";
import { chronikCluster } from "../../../src/chronik/cluster/controller.ts";
import { MOST_NODES } from "../../../src/chronik/cluster/spec/server.ts";
import { ChronikClusterSpec } from "../../../src/chronik/cluster/spec.ts";
import { ROLES } from "../../../src/chronik/cluster/tiered/roles.ts";
import { SERVER } from "../../../src/chronik/cluster/unified/nodes.ts";
import type { Parent } from "../../../src/metacontroller/hooks.ts";
import { anyValueOf } from "../../support/arbitraries/schema.ts";
import { byName, foreignStatefulSet, situationsOf } from "../../support/arbitraries/situation.ts";
import { secretsOf } from "./cluster-of.ts";

/** Each field by itself is valid; the rules across them are about topology Unified. */
const anyFields = anyValueOf(Type.Object(ChronikClusterSpec.properties)) as fc.Arbitrary<Fields>;

type Fields = Record<string, object | null | undefined>;

const anyTiered = anyFields.map((fields) => ({ ...fields, topology: "Tiered" }));

/** Without what its servers cannot do. */
const anyUnified = fc
  .record({
    fields: anyFields,
    nodes: fc.constantFrom(1, 1, 3, 4, MOST_NODES),
    factor: fc.integer({ min: 1, max: 3 }),
    minInsyncReplicas: fc.integer({ min: 1, max: 3 }),
    advertisedHost: fc.constantFrom("broker-{node}.example.com", "{node}"),
  })
  .map(({ fields, nodes, factor, minInsyncReplicas, advertisedHost }) => {
    const { autoscaling: _, monitoring, security, network, image, ...rest } = fields;
    const isCluster = nodes > 1;
    // The default image does not start with it.
    const isTLS = !isCluster && (security as { tlsEnabled?: boolean })?.tlsEnabled;
    const needsHost = isCluster && (network as { serviceType?: string })?.serviceType === "NodePort";
    return {
      ...rest,
      topology: "Unified",
      nodes,
      acceptUnsafeClustering: isCluster,
      image: isTLS ? { ...image, server: "registry.example.com/chronik-stream:2.11.0" } : image,
      replication: { factor, minInsyncReplicas: Math.min(factor, minInsyncReplicas) },
      monitoring: { ...monitoring, tracing: false },
      security: isCluster ? { ...security, tlsEnabled: false, mtlsEnabled: false } : security,
      network:
        needsHost || (isCluster && network && "advertisedHost" in network)
          ? { ...network, advertisedHost }
          : network,
    };
  });

/** Now and then as the earlier operator's resources spell it. */
const spelt = (fields: object, isEarlier: boolean) => {
  const { storage } = fields as { storage?: { backend?: object } };
  const [backend, needs] = Object.entries(storage?.backend ?? {})[0] ?? [];
  return isEarlier && backend ? { ...fields, storage: { ...storage, backend, [backend]: needs } } : fields;
};

/** As it comes over the wire, where `__proto__` is a key like any other. */
export const anySpec: fc.Arbitrary<unknown> = fc
  .tuple(fc.oneof(anyTiered, anyUnified), fc.boolean())
  .map(([fields, isEarlier]) => JSON.parse(JSON.stringify(spelt(fields, isEarlier))));

const PAUSED = `${GROUP}/paused`;

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
    startEmpty: fc.constantFrom<string | undefined>(undefined, undefined, "2", "1, 3", "all of them"),
    spec: anySpec,
  })
  .map(({ name, namespace, generation, paused, startEmpty, spec }) => ({
    apiVersion: "chronik.stream/v1alpha1",
    kind: "ChronikCluster",
    metadata: {
      name,
      namespace,
      uid: "5f0c3e6a-0000-4000-8000-000000000001",
      generation,
      ...((paused || startEmpty) && {
        annotations: {
          ...(paused && { [PAUSED]: paused }),
          ...(startEmpty && { [START_EMPTY]: startEmpty }),
        },
      }),
    },
    spec,
  }));

/** Claims of an earlier cluster, or of this one: of no node, of some, or of all. */
const anyClaims = fc.record({
  indexes: fc.oneof(
    fc.constantFrom<number[]>([], [], [0], [1, 2, 3]),
    fc.subarray([0, 1, 2, 3, 4, MOST_NODES]),
  ),
  generation: fc.constantFrom("first", "second"),
});

/** Any cluster with children of it that were applied before, perhaps for another spec, and whatever became of them. */
export const anySituation = situationsOf(
  chronikCluster,
  anyChronikCluster,
  anySpec,
  fc
    .record({ taken: fc.subarray([...ROLES, SERVER], { maxLength: 1 }), claims: anyClaims })
    .map(({ taken, claims: { indexes, generation } }) => (parent, secrets) => {
      const { name, namespace } = parent.metadata;
      const claim = (index: number) => ({
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: `data-${name}-server-${index}`, namespace, uid: `${generation}-${index}` },
      });
      return {
        "Secret.v1": secretsOf(parent, secrets),
        "StatefulSet.apps/v1": byName(taken.map((role) => foreignStatefulSet(namespace, `${name}-${role}`))),
        "PersistentVolumeClaim.v1": byName(indexes.map(claim)),
      };
    }),
);
