/** What is Chronik's own in a status; what all operators share has its tests in test/metacontroller. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { chronikCluster } from "../../../../src/chronik/cluster/controller.ts";
import type { ChronikClusterStatus } from "../../../../src/chronik/cluster/status-schema.ts";
import type { ObjectMap, SyncRequest } from "../../../../src/metacontroller/hooks.ts";
import { feedBack } from "../../../support/api-server.ts";
import { NOW } from "../../../support/arbitraries/situation.ts";
import { withCrashingPod } from "../../../support/crashing-pod.ts";
import { parentOf, requestOf } from "../cluster-of.ts";
import { afterwards } from "../situations.ts";

const { sync } = chronikCluster;

const statusOf = (request: SyncRequest) => sync(request, NOW).status as ChronikClusterStatus;
const running = (spec: object = {}) => afterwards(requestOf(spec));

/** The same with another observed object of a kind, or without it. */
const withChild = (
  request: SyncRequest,
  kind: string,
  name: string,
  change: object | undefined,
): SyncRequest => {
  const { [`data/${name}`]: object, ...others } = request.children[kind]!;
  const group = change ? { ...others, [`data/${name}`]: { ...object, ...change } } : others;
  return { ...request, children: { ...request.children, [kind]: group } as ObjectMap };
};

const condition = ({ conditions }: ChronikClusterStatus, type: string) =>
  conditions.find((candidate) => candidate.type === type);

test("pods are counted by the names that the spec has for them, and all together for kubectl get", () => {
  const { ready, readyReplicas } = statusOf(running({ controllers: 1, ingestNodes: 2, searchNodes: 3 }));
  assert.equal(ready, "6/6");
  assert.deepEqual(readyReplicas, { controllers: 1, ingestNodes: 2, searchNodes: 3 });
});

test("without a search tier there is no count and no address of it", () => {
  const { readyReplicas, endpoints } = statusOf(running());
  assert.deepEqual(Object.keys(readyReplicas), ["controllers", "ingestNodes"]);
  assert.deepEqual(Object.keys(endpoints), ["controller", "ingest"]);
});

test("endpoints are what people put into a client's configuration", () =>
  assert.deepEqual(statusOf(running({ searchNodes: 1 })).endpoints, {
    controller: "events-controller.data.svc.cluster.local:9090",
    ingest: "events-ingest-client.data.svc.cluster.local:9092",
    search: "events-search.data.svc.cluster.local:9093",
  }));

test("the load balancers' addresses show once there are any", () => {
  const balanced = running({ searchNodes: 1, network: { serviceType: "LoadBalancer", exposeSearch: true } });
  const address = (host: object) => ({ status: { loadBalancer: { ingress: [host] } } });
  const one = withChild(
    balanced,
    "Service.v1",
    "events-ingest-client",
    address({ hostname: "lb.example.org" }),
  );
  const both = withChild(one, "Service.v1", "events-search-client", address({ ip: "1.2.3.4" }));
  assert.equal(statusOf(balanced).endpoints.external, undefined);
  assert.equal(statusOf(one).endpoints.external, "lb.example.org:9092");
  assert.equal(statusOf(both).endpoints.externalSearch, "1.2.3.4:9093");
});

test("every role counts: one that lags keeps the cluster from Ready, and is named", () => {
  const request = running();
  const status = { observedGeneration: 1, replicas: 3, readyReplicas: 1 };
  const lagging = statusOf(withChild(request, "StatefulSet.apps/v1", "events-ingest", { status }));
  assert.equal(condition(lagging, "Ready")?.message, "StatefulSet events-ingest has 1 of 3 pods ready");
  assert.equal(lagging.ready, "4/6");
});

test("a child that is gone is named, and made again", () => {
  const request = withChild(running(), "ConfigMap.v1", "events-config", undefined);
  assert.match(
    condition(statusOf(request), "Ready")?.message ?? "",
    /Not there yet: ConfigMap events-config\./,
  );
  assert.ok(sync(request, NOW).children.some(({ metadata }) => metadata.name === "events-config"));
});

test("a name that somebody else has stalls the cluster, and their StatefulSet is not asked for", () => {
  const foreign = {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "events-ingest", namespace: "data" },
  };
  const request = requestOf({ autoscaling: { ingestNodes: { maxReplicas: 5 } } });
  const related = { ...request.related, "StatefulSet.apps/v1": { "data/events-ingest": foreign } };
  const { status, children } = sync({ ...request, related }, NOW);
  assert.equal(condition(status as ChronikClusterStatus, "Stalled")?.reason, "NameTaken");
  const kinds = children
    .filter(({ metadata }) => metadata.name?.startsWith("events-ingest"))
    .map(({ kind }) => kind);
  assert.ok(!kinds.includes("StatefulSet"), "server-side apply would take it over");
  assert.ok(!kinds.includes("HorizontalPodAutoscaler"), "it would scale theirs");
});

test("while the spec is invalid the status repeats what was last known of the pods", () => {
  const request = running();
  const before = statusOf(request);
  const parent = { ...parentOf({ controllers: -1 }), status: before };
  const { ready, readyReplicas, endpoints } = statusOf({ ...request, parent });
  assert.deepEqual(
    { ready, readyReplicas, endpoints },
    {
      ready: before.ready,
      readyReplicas: before.readyReplicas,
      endpoints: before.endpoints,
    },
  );
});

test("an invalid spec on a cluster that never ran says so too, and has nothing to repeat", () => {
  const { phase, ready } = statusOf({ ...requestOf(), parent: parentOf({ controllers: -1 }) });
  assert.deepEqual([phase, ready], ["Failed", "0/0"]);
});

test("a pod of any role that crashes is named", () => {
  const starting = feedBack(requestOf(), sync(requestOf(), NOW), "dynamic");
  for (const role of ["controller", "ingest"]) {
    const crashing = withCrashingPod(starting, `events-${role}`, { exitCode: 1, restartCount: 1 });
    assert.equal(
      condition(statusOf(crashing), "PodsHealthy")?.message,
      `Pod events-${role}-0 container server crashes (exit code 1)`,
    );
  }
});
