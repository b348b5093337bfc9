import assert from "node:assert/strict";
import { test } from "node:test";
import { chronikCluster } from "../../../../src/chronik/cluster/controller.ts";
import type { ChronikClusterStatus } from "../../../../src/chronik/cluster/status-schema.ts";
import type { ObjectMap, SyncRequest } from "../../../../src/metacontroller/hooks.ts";
import { NOW } from "../../../support/arbitraries/situation.ts";
import { requestOf } from "../cluster-of.ts";
import { afterwards } from "../situations.ts";
import { SINGLE, THREE } from "./unified-of.ts";

const statusOf = (request: SyncRequest) => chronikCluster.sync(request, NOW).status as ChronikClusterStatus;
const condition = (request: SyncRequest, type: string) => {
  const found = statusOf(request).conditions.find((candidate) => candidate.type === type);
  return found && [found.status, found.reason];
};
const running = (spec: object) => afterwards(afterwards(requestOf(spec)));

const edited = (request: SyncRequest, spec: object): SyncRequest => ({
  ...request,
  parent: { ...request.parent, spec: { ...(request.parent.spec as object), ...spec } },
});

const withPods = (request: SyncRequest, status: object): SyncRequest => {
  const key = "data/events-server";
  const set = request.children["StatefulSet.apps/v1"]![key] as unknown as { status: object };
  const group = { [key]: { ...set, status: { ...set.status, ...status } } };
  return {
    ...request,
    children: { ...request.children, "StatefulSet.apps/v1": group } as unknown as ObjectMap,
  };
};

test("nodes are counted, and their addresses are what people put into a client", () => {
  const { phase, ready, readyReplicas, endpoints } = statusOf(running(THREE));
  assert.equal(phase, "Running");
  assert.equal(ready, "3/3");
  assert.deepEqual(readyReplicas, { nodes: 3 });
  assert.deepEqual(endpoints, {
    ingest: "events-server-client.data.svc:9092",
    api: "http://events-server-client.data.svc:6092",
    nodes: [1, 2, 3].map((node) => `events-server-${node}.events-server.data.svc:9092`),
  });
});

test("clients outside start with any of the nodes' addresses", () => {
  const network = { serviceType: "LoadBalancer", advertisedHost: "b{node}.example.com" };
  assert.equal(
    statusOf(running({ ...THREE, network })).endpoints.external,
    "b1.example.com:9092,b2.example.com:9092,b3.example.com:9092",
  );
  const onNodes = { serviceType: "NodePort", nodePort: 31_000 };
  assert.equal(
    statusOf(running({ ...SINGLE, network: onNodes })).endpoints.external,
    undefined,
    "which address it is, only the pod learns",
  );
});

test("that several nodes lose records is said as long as it is so", () => {
  assert.deepEqual(condition(running(SINGLE), "Durable"), ["True", "SingleNode"]);
  assert.deepEqual(condition(running(THREE), "Durable"), ["False", "UnsafeClustering"]);
  assert.deepEqual(condition(running(THREE), "Ready"), ["True", "AllReady"]);
});

test("while addresses are awaited it is being created, and says which Service has none", () => {
  const request = requestOf({ ...THREE, network: { serviceType: "LoadBalancer" } });
  const waiting = afterwards(request);
  assert.equal(statusOf(waiting).phase, "Creating");
  assert.deepEqual(condition(waiting, "Ready"), ["False", "AddressAwaited"]);
});

test("a restart that waits is no rollout: the cluster runs, and its spec is not followed", () => {
  const changed = edited(running(THREE), { image: { server: "other:1" } });
  assert.equal(statusOf(changed).phase, "Running");
  assert.deepEqual(condition(changed, "SpecFollowed"), ["False", "RestartNotConfirmed"]);
  const short = withPods(changed, { readyReplicas: 2 });
  assert.deepEqual(condition(short, "Ready"), ["False", "PodsNotReady"]);
  assert.equal(statusOf(short).ready, "2/3");
});

test("a single node is rolled without a question", () => {
  const changed = edited(running(SINGLE), { image: { server: "other:1" } });
  assert.equal(statusOf(changed).phase, "Updating");
  assert.deepEqual(condition(changed, "SpecFollowed"), ["True", "NothingWithheld"]);
});

test("another number of nodes is refused, and everything stays", () => {
  const changed = edited(running(THREE), { nodes: 5 });
  assert.equal(statusOf(changed).phase, "Failed");
  assert.deepEqual(condition(changed, "Stalled"), ["True", "NodesFixed"]);
  assert.equal(statusOf(changed).ready, "3/3");
});

test("a node that has lost its volume needs intervention", () => {
  const request = running(THREE);
  const set = request.children["StatefulSet.apps/v1"]!["data/events-server"]!;
  const annotations = { ...set.metadata.annotations, "chronik.stream/volumes": "1=a,2=b,3=c" };
  const group = { "data/events-server": { ...set, metadata: { ...set.metadata, annotations } } };
  const remembering = {
    ...request,
    children: { ...request.children, "StatefulSet.apps/v1": group } as unknown as ObjectMap,
  };
  const lost = withPods(remembering, { readyReplicas: 2 });
  assert.deepEqual(condition(lost, "Stalled"), ["True", "VolumeLost"]);
  assert.equal(statusOf(lost).phase, "Failed");
});
