/** KurrentDBs for tests that are about one thing in them: what is not said has its default. */
import type { KurrentDB } from "../../../src/kurrentdb/cluster/cluster.ts";
import { observe } from "../../../src/kurrentdb/cluster/observed.ts";
import type { Plan } from "../../../src/kurrentdb/cluster/plan.ts";
import { secretNeeds } from "../../../src/kurrentdb/cluster/secrets.ts";
import { clusterFrom } from "../../../src/kurrentdb/cluster/validation.ts";
import { kurrentdb } from "../../../src/kurrentdb/operator.ts";
import { firstSync } from "../../../src/metacontroller/first-sync.ts";
import type { ObjectMap, Parent, SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { type SecretsThere, secretsFor } from "../../support/arbitraries/situation.ts";

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

/** The Secrets that the resource asks for. */
export const secretsOf = (parent: Parent, there: SecretsThere = "present"): ObjectMap[string] =>
  secretsFor(secretNeeds(clusterFrom(parent)), parent.metadata.namespace, there);

export const TLS = { certificateSecret: "tls", certificateAuthoritySecret: "tls" };
