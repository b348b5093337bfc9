import assert from "node:assert/strict";
import { test } from "node:test";
import type { Service } from "kubernetes-types/core/v1.js";
import { brokersOf } from "../../../../src/chronik/cluster/unified/brokers.ts";
import { brokersFrom, singleOf, threeOf } from "./unified-of.ts";

const balanced = (ingress: object): Service => ({ status: { loadBalancer: { ingress: [ingress] } } });
const onPorts = (ports: Record<string, number>): Service => ({
  spec: {
    ports: Object.entries(ports).map(([name, nodePort]) => ({ name, nodePort, port: 1 })),
  },
});

test("within the cluster each of several nodes is told by its own name, and a single one by its Service", () => {
  assert.deepEqual(brokersFrom(threeOf())[1], {
    node: 2,
    host: "events-server-2.events-server.data.svc",
    port: 9092,
  });
  assert.deepEqual(brokersFrom(singleOf()), [{ node: 1, host: "events-server-client.data.svc", port: 9092 }]);
});

test("a host that is given counts, with each node's number in it", () => {
  const network = { serviceType: "LoadBalancer", advertisedHost: "broker-{node}.example.com" };
  assert.deepEqual(
    brokersFrom(threeOf({ network })).map(({ host, port }) => `${host}:${port}`),
    ["broker-1.example.com:9092", "broker-2.example.com:9092", "broker-3.example.com:9092"],
  );
});

test("a load balancer's own address is waited for, that of every node", () => {
  const cluster = threeOf({ network: { serviceType: "LoadBalancer" } });
  const two = {
    "events-server-1": balanced({ ip: "192.0.2.1" }),
    "events-server-2": balanced({ hostname: "b.lb" }),
  };
  assert.deepEqual(brokersOf(cluster, two), { awaited: ["the address of Service events-server-3"] });
  const { known } = brokersOf(cluster, { ...two, "events-server-3": balanced({ ip: "192.0.2.3" }) });
  assert.deepEqual(
    known?.map(({ host, port }) => `${host}:${port}`),
    ["192.0.2.1:9092", "b.lb:9092", "192.0.2.3:9092"],
  );
});

test("ports on the nodes are those that are given, one after the other, or those that Kubernetes chose", () => {
  const network = { serviceType: "NodePort", advertisedHost: "203.0.113.9" };
  assert.deepEqual(
    brokersFrom(threeOf({ network: { ...network, nodePort: 31_000 } })).map(
      ({ host, port }) => `${host}:${port}`,
    ),
    ["203.0.113.9:31000", "203.0.113.9:31001", "203.0.113.9:31002"],
  );
  const cluster = singleOf({ network });
  assert.deepEqual(brokersOf(cluster, {}), { awaited: ["the port of Service events-server-0"] });
  assert.deepEqual(brokersOf(cluster, { "events-server-0": onPorts({ kafka: 30_123 }) }), {
    known: [{ node: 1, host: "203.0.113.9", port: 30_123 }],
  });
});

test("without a host a single node tells the address of the Kubernetes node it runs on", () => {
  const cluster = singleOf({ network: { serviceType: "NodePort", nodePort: 31_000 } });
  assert.deepEqual(brokersFrom(cluster), [{ node: 1, host: "$(HOST_IP)", port: 31_000 }]);
});

test("nodes ask each other at the API's port under the same host, so on the nodes they have to know it", () => {
  const network = {
    serviceType: "NodePort",
    advertisedHost: "10.0.0.1",
    nodePort: 31_000,
    exposeSearch: true,
  };
  const services = Object.fromEntries(
    [1, 2, 3].map((node) => [`events-server-${node}`, onPorts({ api: 30_500 + node })]),
  );
  assert.deepEqual(
    brokersOf(threeOf({ network }), services).known?.map(({ apiPort }) => apiPort),
    [30_501, 30_502, 30_503],
  );
  assert.ok(brokersOf(threeOf({ network }), {}).awaited);
});
