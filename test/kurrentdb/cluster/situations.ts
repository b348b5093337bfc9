/** Situations that users of KurrentDBs know, as the requests that Metacontroller makes in them. */
import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { kurrentDB } from "../../../src/kurrentdb/cluster/controller.ts";
import { firstSync } from "../../../src/metacontroller/first-sync.ts";
import type { ObjectMap, Parent, SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { feedBack } from "../../support/api-server.ts";
import { settled } from "../../support/arbitraries/observed.ts";
import { NOW } from "../../support/arbitraries/situation.ts";
import { secretsOf } from "./cluster-of.ts";

const { sync, finalize } = kurrentDB;

const folder = new URL("../../../deploy/kurrentdb/examples/", import.meta.url);

/** A custom resource of deploy/kurrentdb/examples, as the API server hands it out. */
export function example(file: string): Parent {
  const cluster = parseAllDocuments(readFileSync(new URL(file, folder), "utf8"))
    .map((document) => document.toJS())
    .find(({ kind }) => kind === "KurrentDB");
  return { ...cluster, metadata: { ...cluster.metadata, uid: "uid-of-the-cluster", generation: 1 } };
}

const withSecrets = (request: SyncRequest): SyncRequest => ({
  ...request,
  related: { "Secret.v1": secretsOf(request.parent) },
});

/** The next request once all that was asked for is there and ready. */
export function afterwards(request: SyncRequest): SyncRequest {
  const fed = feedBack(request, sync(request, NOW), "dynamic");
  return { ...fed, children: settled(fed.children) };
}

/** The same cluster with another spec, which has just been applied. */
export function edited(
  request: SyncRequest,
  spec: object,
  annotations: Record<string, string> = {},
): SyncRequest {
  const { parent } = request;
  const metadata = { ...parent.metadata, generation: 2, annotations };
  return withSecrets({
    ...request,
    parent: { ...parent, metadata, spec: { ...(parent.spec as object), ...spec } },
  });
}

export const sample = firstSync(example("my-eventstore.yaml"), kurrentDB.childKinds);
export const running = afterwards(afterwards(sample));

const singleParent: Parent = { ...sample.parent, spec: { replicas: 1, storage: { size: "10Gi" } } };
export const single = firstSync(singleParent, kurrentDB.childKinds);
const runningSingle = afterwards(afterwards(single));

export const production = withSecrets(firstSync(example("production.yaml"), kurrentDB.childKinds));
export const productionWithoutSecrets: SyncRequest = { ...production, related: {} };

/** From one member to three: the size is made known, a second member joins, a third. */
export const growing = [edited(runningSingle, { replicas: 3 })];
for (let step = 0; step < 3; step++) growing.push(afterwards(growing.at(-1)!));

export const shrinkNotConfirmed = edited(running, { replicas: 1, configuration: { clusterSize: 1 } });
export const shrinkConfirmed: SyncRequest = {
  ...shrinkNotConfirmed,
  parent: {
    ...shrinkNotConfirmed.parent,
    metadata: {
      ...shrinkNotConfirmed.parent.metadata,
      annotations: { "kurrent.io/confirm-shrink": "1" },
    },
  },
};

export const stopped = afterwards(edited(running, { replicas: 0 }));

export const newVersion = edited(running, { version: "26.0.1" });
/** Two of three members have it, and the third is restarting. */
export const newVersionRolling = withStatus(afterwards(newVersion), {
  updatedReplicas: 2,
  readyReplicas: 2,
  updateRevision: "next",
});

function withStatus(request: SyncRequest, status: object): SyncRequest {
  const sets = request.children["StatefulSet.apps/v1"]! as Record<string, { status?: object }>;
  const changed = Object.fromEntries(
    Object.entries(sets).map(([key, set]) => [key, { ...set, status: { ...set.status, ...status } }]),
  );
  return {
    ...request,
    children: { ...request.children, "StatefulSet.apps/v1": changed as unknown as ObjectMap[string] },
  };
}

export const memberDown = withStatus(running, { readyReplicas: 2 });

export const tlsSwitched = edited(running, {
  security: { certificateSecret: "tls", certificateAuthoritySecret: "tls" },
});

export const invalidSpec = edited(running, { replicas: 2 });

export const paused: SyncRequest = edited(running, { version: "26.0.1" }, { "kurrent.io/paused": "true" });

export const biggerVolumes = edited(running, {
  storage: { size: "200Gi", storageClass: "managed-premium", accessModes: ["ReadWriteOnce"] },
});

const runningProduction = afterwards(afterwards(production));
export const secretVanished = { ...runningProduction, related: {} };

export const perNode = withAddress(
  afterwards(
    edited(running, {
      service: {
        type: "LoadBalancer",
        perNodeDomain: "events.example.com",
        loadBalancerSourceRanges: ["10.0.0.0/8"],
      },
    }),
  ),
);

/** The cloud has given the client Service an address. */
function withAddress(request: SyncRequest): SyncRequest {
  const services = request.children["Service.v1"]! as Record<string, object>;
  const key = "default/my-eventstore";
  const status = { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } };
  const addressed = { ...services, [key]: { ...services[key], status } };
  return {
    ...request,
    children: { ...request.children, "Service.v1": addressed as unknown as ObjectMap[string] },
  };
}

export const prometheusOperator = {
  ...sample,
  children: { ...sample.children, "ServiceMonitor.monitoring.coreos.com/v1": {} },
};

export const keptVolume: SyncRequest = {
  ...sample,
  related: {
    "PersistentVolumeClaim.v1": {
      "default/data-my-eventstore-0": {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: "data-my-eventstore-0", namespace: "default" },
      },
    },
  },
};

export const nameTaken: SyncRequest = {
  ...sample,
  related: {
    "StatefulSet.apps/v1": {
      "default/my-eventstore": {
        apiVersion: "apps/v1",
        kind: "StatefulSet",
        metadata: { name: "my-eventstore", namespace: "default" },
      },
    },
  },
};

/** Clients are gone, and the members are told to stop. */
export const deleting = feedBack(running, finalize(running, NOW), "dynamic");
