/** ChronikClusters for tests that are about one thing in them: what is not said has its default. */

import type { ChronikCluster } from "../../../src/chronik/cluster/cluster.ts";
import { chronikCluster } from "../../../src/chronik/cluster/controller.ts";
import { read } from "../../../src/chronik/cluster/read.ts";
import { secretNeeds } from "../../../src/chronik/cluster/secrets.ts";
import { DEFAULT_PLATFORM } from "../../../src/controller/platform.ts";
import { firstSync } from "../../../src/metacontroller/first-sync.ts";
import type { ObjectMap, Parent, SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { type SecretsThere, secretsFor } from "../../support/arbitraries/situation.ts";

export const parentOf = (spec: object = {}, metadata: object = {}): Parent => ({
  apiVersion: "chronik.stream/v1alpha1",
  kind: "ChronikCluster",
  metadata: { name: "events", namespace: "data", uid: "uid-of-events", generation: 1, ...metadata },
  spec,
});

/** A resource that is valid, read. */
export function clusterFrom(parent: Parent): ChronikCluster {
  const reading = read(parent, DEFAULT_PLATFORM);
  if (reading.problems) throw new Error(JSON.stringify(reading.problems));
  return reading.cluster;
}

export const clusterOf = (spec: object = {}): ChronikCluster => clusterFrom(parentOf(spec));

/** Its first sync, with every Secret it asks for. */
export const requestOf = (spec: object = {}, rest: Partial<SyncRequest> = {}): SyncRequest => {
  const parent = parentOf(spec);
  return {
    ...firstSync(parent, chronikCluster.childKinds),
    related: { "Secret.v1": secretsOf(parent) },
    ...rest,
  };
};

/** The Secrets that the resource asks for; none of one that is invalid. */
export function secretsOf(parent: Parent, there: SecretsThere = "present"): ObjectMap[string] {
  const { cluster } = read(parent, DEFAULT_PLATFORM) as { cluster?: ReturnType<typeof clusterFrom> };
  return cluster ? secretsFor(secretNeeds(cluster), parent.metadata.namespace, there) : {};
}
