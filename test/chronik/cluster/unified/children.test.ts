import assert from "node:assert/strict";
import { test } from "node:test";
import { chronikCluster } from "../../../../src/chronik/cluster/controller.ts";
import type { KubernetesObject } from "../../../../src/kubernetes/object.ts";
import type { ObjectMap, SyncRequest } from "../../../../src/metacontroller/hooks.ts";
import { NOW } from "../../../support/arbitraries/situation.ts";
import { requestOf } from "../cluster-of.ts";
import { afterwards } from "../situations.ts";
import { SINGLE, THREE } from "./unified-of.ts";

const { sync } = chronikCluster;

const synced = (request: SyncRequest) =>
  sync(request, NOW).children.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
const child = <T>(request: SyncRequest, name: string) =>
  sync(request, NOW).children.find(({ kind, metadata }) => `${kind} ${metadata.name}` === name) as
    | T
    | undefined;

test("a single node takes four objects", () =>
  assert.deepEqual(synced(requestOf(SINGLE)), [
    "ServiceAccount events-server",
    "Service events-server",
    "Service events-server-client",
    "StatefulSet events-server",
  ]));

test("several have a file, a budget, and a Service each for clients outside", () =>
  assert.deepEqual(
    synced(
      requestOf({
        ...THREE,
        network: { serviceType: "LoadBalancer", advertisedHost: "{node}.example.com" },
        networkPolicy: { enabled: true },
      }),
    ),
    [
      "ServiceAccount events-server",
      "ConfigMap events-config",
      "Service events-server",
      "Service events-server-client",
      "Service events-server-1",
      "Service events-server-2",
      "Service events-server-3",
      "StatefulSet events-server",
      "PodDisruptionBudget events-server-pdb",
      "NetworkPolicy events-server",
    ],
  ));

test("nodes are not made before it is known what clients are to be told", () => {
  const request = requestOf({ ...THREE, network: { serviceType: "LoadBalancer" } });
  const names = synced(request);
  assert.ok(names.includes("Service events-server-3"));
  assert.ok(!names.includes("StatefulSet events-server") && !names.includes("ConfigMap events-config"));
});

type Data = KubernetesObject & { data: Record<string, string> };
type Set = KubernetesObject & { spec: { template: { spec: { containers: { image: string }[] } } } };
const imageOf = (request: SyncRequest) =>
  child<Set>(request, "StatefulSet events-server")?.spec.template.spec.containers[0]?.image;

const edited = (request: SyncRequest, spec: object): SyncRequest => ({
  ...request,
  parent: { ...request.parent, spec: { ...(request.parent.spec as object), ...spec } },
});

test("a change that waits leaves the nodes and the file they read, and what it does not concern is followed", () => {
  const running = afterwards(requestOf(THREE));
  const changed = edited(running, {
    image: { server: "other:1" },
    replication: { factor: 2 },
    networkPolicy: { enabled: true },
  });
  assert.equal(imageOf(changed), imageOf(running));
  assert.match(
    child<Data>(changed, "ConfigMap events-config")!.data["chronik.toml"]!,
    /^replication_factor = 3$/m,
  );
  assert.ok(child(changed, "NetworkPolicy events-server"));
});

test("a load balancer that loses its address changes nothing for nodes that run", () => {
  const withAddresses = (request: SyncRequest, ip: string | undefined): SyncRequest => {
    const services = Object.entries(request.children["Service.v1"]!).map(([key, service]) => [
      key,
      { ...service, status: ip ? { loadBalancer: { ingress: [{ ip: `${ip}${key.at(-1)}` }] } } : {} },
    ]);
    return {
      ...request,
      children: { ...request.children, "Service.v1": Object.fromEntries(services) } as ObjectMap,
    };
  };
  const balanced = afterwards(requestOf({ ...THREE, network: { serviceType: "LoadBalancer" } }));
  const running = afterwards(withAddresses(balanced, "192.0.2."));
  const before = child<Data>(withAddresses(running, "192.0.2."), "ConfigMap events-config")!.data;
  assert.match(before["chronik.toml"]!, /kafka = "192\.0\.2\.3:9092"/);
  const lost = withAddresses(running, undefined);
  assert.deepEqual(
    child<Data>(lost, "ConfigMap events-config")!.data["chronik.toml"],
    before["chronik.toml"],
  );
  assert.ok(child(lost, "StatefulSet events-server"));
});

test("the volumes are remembered on the StatefulSet, and no pod is restarted for it", () => {
  const running = afterwards(requestOf(THREE));
  const claims = Object.fromEntries(
    [1, 2, 3].map((node) => {
      const name = `data-events-server-${node}`;
      const claim = {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name, namespace: "data", uid: `u${node}` },
      };
      return [`data/${name}`, claim];
    }),
  );
  const request = {
    ...running,
    related: { ...running.related, "PersistentVolumeClaim.v1": claims } as ObjectMap,
  };
  const { metadata } = child<KubernetesObject>(request, "StatefulSet events-server")!;
  assert.equal(metadata.annotations?.["chronik.stream/volumes"], "1=u1,2=u2,3=u3");
  assert.equal(
    metadata.annotations?.["chronik.stream/fingerprint"],
    child<KubernetesObject>(running, "StatefulSet events-server")!.metadata.annotations?.[
      "chronik.stream/fingerprint"
    ],
  );
  assert.equal(child<Data>(request, "ConfigMap events-config")!.data["may-start-empty"], "");
});

test("nodes that stay are as many as there are to be, whoever has scaled them by hand", () => {
  const running = afterwards(requestOf(THREE));
  const sets = running.children["StatefulSet.apps/v1"]! as object as Record<string, { spec: object }>;
  const scaled = {
    "data/events-server": {
      ...sets["data/events-server"],
      spec: { ...sets["data/events-server"]!.spec, replicas: 5 },
    },
  };
  const request = {
    ...running,
    children: { ...running.children, "StatefulSet.apps/v1": scaled } as unknown as ObjectMap,
  };
  const replicas = (spec: object) =>
    child<{ spec: { replicas: number } }>(edited(request, spec), "StatefulSet events-server")?.spec.replicas;
  assert.equal(replicas({}), 3);
  assert.equal(replicas({ image: { server: "other:1" } }), 3, "while a restart waits");
});
