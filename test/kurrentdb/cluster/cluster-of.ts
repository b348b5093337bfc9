/** KurrentDBs for tests that are about one thing in them: what is not said has its default. */

import { DEFAULT_PLATFORM } from "../../../src/controller/platform.ts";
import { contextOf } from "../../../src/kurrentdb/cluster/children.ts";
import type { KurrentDB } from "../../../src/kurrentdb/cluster/cluster.ts";
import { kurrentDB } from "../../../src/kurrentdb/cluster/controller.ts";
import { observe } from "../../../src/kurrentdb/cluster/observed.ts";
import type { Plan } from "../../../src/kurrentdb/cluster/plan.ts";
import { read } from "../../../src/kurrentdb/cluster/read.ts";
import { secretNeeds } from "../../../src/kurrentdb/cluster/secrets.ts";
import { firstSync } from "../../../src/metacontroller/first-sync.ts";
import type { ObjectMap, Parent, SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { type SecretsThere, secretsFor } from "../../support/arbitraries/situation.ts";

export const parentOf = (spec: object = {}, metadata: object = {}): Parent => ({
  apiVersion: "kurrent.io/v1alpha1",
  kind: "KurrentDB",
  metadata: { name: "events", namespace: "data", uid: "uid-of-events", generation: 1, ...metadata },
  spec,
});

/** A resource that is valid, read. */
export function clusterFrom(parent: Parent): KurrentDB {
  const reading = read(parent, DEFAULT_PLATFORM);
  if (reading.problems) throw new Error(JSON.stringify(reading.problems));
  return reading.cluster;
}

export const clusterOf = (spec: object = {}): KurrentDB => clusterFrom(parentOf(spec));

/** Its first sync, with every Secret it asks for. */
export const requestOf = (spec: object = {}, rest: Partial<SyncRequest> = {}): SyncRequest => {
  const parent = parentOf(spec);
  return {
    ...firstSync(parent, kurrentDB.childKinds),
    related: { "Secret.v1": secretsOf(parent) },
    ...rest,
  };
};

/** What the first sync plans. */
export const planFor = (spec: object = {}): Plan =>
  contextOf(clusterOf(spec), observe(clusterOf(spec), requestOf(spec))).plan;

/** The Secrets that the resource asks for; none of one that is invalid. */
export function secretsOf(parent: Parent, there: SecretsThere = "present"): ObjectMap[string] {
  const { cluster } = read(parent, DEFAULT_PLATFORM) as { cluster?: ReturnType<typeof clusterFrom> };
  return cluster ? secretsFor(secretNeeds(cluster), parent.metadata.namespace, there) : {};
}

export const TLS = { certificateSecret: "tls", certificateAuthoritySecret: "tls" };
