/** ChronikClusters for tests that are about one thing in them: what is not said has its default. */
import type { ChronikCluster } from "../../../src/chronik/cluster/cluster.ts";
import { secretNeeds } from "../../../src/chronik/cluster/secrets.ts";
import { clusterFrom } from "../../../src/chronik/cluster/validation.ts";
import { chronik } from "../../../src/chronik/operator.ts";
import { firstSync } from "../../../src/metacontroller/first-sync.ts";
import type { ObjectMap, Parent, SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { type SecretsThere, secretsFor } from "../../support/arbitraries/situation.ts";

export const parentOf = (spec: object = {}, metadata: object = {}): Parent => ({
  apiVersion: "chronik.stream/v1alpha1",
  kind: "ChronikCluster",
  metadata: { name: "events", namespace: "data", uid: "uid-of-events", generation: 1, ...metadata },
  spec,
});

export const clusterOf = (spec: object = {}): ChronikCluster => clusterFrom(parentOf(spec));

/** Its first sync, with every Secret it asks for. */
export const requestOf = (spec: object = {}, rest: Partial<SyncRequest> = {}): SyncRequest => {
  const parent = parentOf(spec);
  return {
    ...firstSync(parent, chronik.childKinds),
    related: { "Secret.v1": secretsOf(parent) },
    ...rest,
  };
};

/** The Secrets that the resource asks for. */
export const secretsOf = (parent: Parent, there: SecretsThere = "present"): ObjectMap[string] =>
  secretsFor(secretNeeds(clusterFrom(parent)), parent.metadata.namespace, there);
