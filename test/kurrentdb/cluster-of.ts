/** KurrentDBs for tests that are about one thing in them: what is not said has its default. */
import { secretNames } from "../../src/kubernetes/secrets.ts";
import type { KurrentDB } from "../../src/kurrentdb/cluster.ts";
import { observe } from "../../src/kurrentdb/observed.ts";
import { kurrentdb } from "../../src/kurrentdb/operator.ts";
import type { Plan } from "../../src/kurrentdb/plan.ts";
import { secretNeeds } from "../../src/kurrentdb/secrets.ts";
import { clusterFrom } from "../../src/kurrentdb/validation.ts";
import { firstSync } from "../../src/metacontroller/first-sync.ts";
import type { ObjectMap, Parent, SyncRequest } from "../../src/metacontroller/hooks.ts";

export const parentOf = (spec: object = {}, metadata: object = {}): Parent => ({
  apiVersion: "kurrent.io/v1alpha1",
  kind: "KurrentDB",
  metadata: { name: "events", namespace: "data", uid: "uid-of-events", generation: 1, ...metadata },
  spec,
});

export const clusterOf = (spec: object = {}): KurrentDB => clusterFrom(parentOf(spec));

/** Its first sync, with every Secret it asks for. */
export const requestOf = (spec: object = {}, rest: Partial<SyncRequest> = {}): SyncRequest => {
  const parent = parentOf(spec);
  return {
    ...firstSync(parent, kurrentdb.childKinds),
    related: { "Secret.v1": secretsOf(parent) },
    ...rest,
  };
};

/** What the first sync plans. */
export const planFor = (spec: object = {}): Plan => observe(clusterOf(spec), requestOf(spec)).plan;

/** Every Secret that the resource asks for, with all its keys. */
export function secretsOf(parent: Parent): ObjectMap[string] {
  const needs = secretNeeds(clusterFrom(parent));
  return byName(
    secretNames(needs).map((name) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace: parent.metadata.namespace },
      data: Object.fromEntries(
        needs.filter((need) => need.name === name).flatMap(({ keys }) => keys.map((key) => [key, "YQ=="])),
      ),
    })),
  );
}

type Named = { metadata: { name: string; namespace: string } };

/** Objects as Metacontroller lists them. */
export const byName = (objects: readonly Named[]): ObjectMap[string] =>
  Object.fromEntries(
    objects.map((object) => [`${object.metadata.namespace}/${object.metadata.name}`, object]),
  ) as unknown as ObjectMap[string];

export const TLS = { certificateSecret: "tls", certificateAuthoritySecret: "tls" };
