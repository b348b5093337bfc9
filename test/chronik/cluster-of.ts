/** ChronikClusters for tests that are about one thing in them: what is not said has its default. */
import type { ChronikCluster } from "../../src/chronik/cluster.ts";
import { chronik } from "../../src/chronik/operator.ts";
import { clusterFrom } from "../../src/chronik/validation.ts";
import { firstSync } from "../../src/metacontroller/first-sync.ts";
import type { Parent, SyncRequest } from "../../src/metacontroller/hooks.ts";

export const parentOf = (spec: object = {}, metadata: object = {}): Parent => ({
  apiVersion: "chronik.stream/v1alpha1",
  kind: "ChronikCluster",
  metadata: { name: "events", namespace: "data", uid: "uid-of-events", generation: 1, ...metadata },
  spec,
});

export const clusterOf = (spec: object = {}): ChronikCluster => clusterFrom(parentOf(spec));

/** Its first sync, with the Secret for the database. */
export const requestOf = (spec: object = {}, rest: Partial<SyncRequest> = {}): SyncRequest => ({
  ...firstSync(parentOf(spec), chronik.childKinds),
  related: {
    "Secret.v1": {
      "data/chronik-postgres-secret": secret("chronik-postgres-secret", "username", "password"),
    },
  },
  ...rest,
});

/** A Secret with these keys, as a related object. */
export const secret = (name: string, ...keys: string[]) => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name, namespace: "data" },
  data: Object.fromEntries(keys.map((key) => [key, "YQ=="])),
});
