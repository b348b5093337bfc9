/** Situations that users of ChronikClusters know, as the requests that Metacontroller makes in them. */
import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { chronikCluster } from "../../../src/chronik/cluster/controller.ts";
import { firstSync } from "../../../src/metacontroller/first-sync.ts";
import type { ObjectMap, Parent, SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { feedBack } from "../../support/api-server.ts";
import { settled } from "../../support/arbitraries/observed.ts";
import { NOW } from "../../support/arbitraries/situation.ts";
import { secretsOf } from "./cluster-of.ts";

const { sync } = chronikCluster;

/** A custom resource of deploy/operator/examples, as the API server hands it out. */
function example(file: string): Parent {
  const path = new URL(`../../../deploy/operator/examples/${file}`, import.meta.url);
  const cluster = parseAllDocuments(readFileSync(path, "utf8"))
    .map((document) => document.toJS())
    .find(({ kind }) => kind === "ChronikCluster");
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
function edited({ parent, ...request }: SyncRequest, change: (spec: Spec) => void): SyncRequest {
  const spec = structuredClone(parent.spec) as Spec;
  change(spec);
  return { ...request, parent: { ...parent, spec, metadata: { ...parent.metadata, generation: 2 } } };
}
type Spec = Record<string, Record<string, unknown>>;

export const firstSyncWithoutSecret = firstSync(example("basic-cluster.yaml"), chronikCluster.childKinds);
export const firstSyncWithSecret = withSecrets(firstSyncWithoutSecret);
export const running = afterwards(afterwards(firstSyncWithSecret));

export const production = withPrometheusOperator(
  withSecrets(firstSync(example("production-cluster.yaml"), chronikCluster.childKinds)),
);

function withPrometheusOperator(request: SyncRequest): SyncRequest {
  const kinds = { ...request.children, "ServiceMonitor.monitoring.coreos.com/v1": {} };
  return afterwards(afterwards({ ...request, children: kinds }));
}

export const newImage = edited(running, (spec) => {
  spec.image = { ingest: "chronik/ingest:v2" };
});

export const secretVanished: SyncRequest = { ...newImage, related: { "Secret.v1": {} } };

export const invalidSpec = edited(running, (spec) => {
  spec.storage = { ...spec.storage, backend: { local: {}, gcs: { bucket: "events" } } };
});

export const paused: SyncRequest = {
  ...newImage,
  parent: {
    ...newImage.parent,
    metadata: { ...newImage.parent.metadata, annotations: { "chronik.stream/paused": "true" } },
  },
};

export const biggerVolumes = edited(running, (spec) => {
  spec.storage = { ...spec.storage, size: "20Gi" };
});

/** The autoscaler wants 7 pods, and 5 of them are ready. */
export const autoscaled = scaledTo(
  7,
  5,
  afterwards(
    edited(running, (spec) => {
      spec.autoscaling = { ingestNodes: { minReplicas: 2, maxReplicas: 10 } };
    }),
  ),
);

function scaledTo(replicas: number, readyReplicas: number, request: SyncRequest): SyncRequest {
  const key = "default/my-chronik-ingest";
  const sets = request.children["StatefulSet.apps/v1"]! as Record<string, object>;
  const set = sets[key] as { spec: object; status: object };
  const scaled = {
    ...set,
    spec: { ...set.spec, replicas },
    status: { ...set.status, replicas, readyReplicas },
  };
  const children = { ...request.children, "StatefulSet.apps/v1": { ...sets, [key]: scaled } };
  return { ...request, children: children as unknown as ObjectMap };
}

export const single = afterwards(
  afterwards(firstSync(example("unified-single.yaml"), chronikCluster.childKinds)),
);

export const unifiedProduction = withPrometheusOperator(
  withSecrets(firstSync(example("unified-production.yaml"), chronikCluster.childKinds)),
);

/** Three nodes that clients outside reach by a load balancer each. */
export const threeNodes = withPrometheusOperator(
  firstSync(
    {
      apiVersion: "chronik.stream/v1alpha1",
      kind: "ChronikCluster",
      metadata: { name: "clicks", namespace: "default", uid: "uid-of-the-cluster", generation: 1 },
      spec: {
        topology: "Unified",
        nodes: 3,
        acceptUnsafeClustering: true,
        network: {
          serviceType: "LoadBalancer",
          advertisedHost: "broker-{node}.kafka.example.com",
          serviceAnnotations: {
            "external-dns.alpha.kubernetes.io/hostname": "broker-{node}.kafka.example.com",
          },
        },
        monitoring: { prometheus: true },
        networkPolicy: { enabled: true },
      },
    },
    chronikCluster.childKinds,
  ),
);

export const restartWithheld = edited(threeNodes, (spec) => {
  spec.image = { server: "ghcr.io/lspecian/chronik-stream:2.10.5" };
});
