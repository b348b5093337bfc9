import assert from "node:assert/strict";
import { test } from "node:test";
import {
  clientService,
  exposedRoles,
} from "../../../../../src/chronik/cluster/tiered/children/client-service.ts";
import { clusterOf } from "../../cluster-of.ts";

test("search is reached from outside only when asked", () => {
  const roles = (network: object) => exposedRoles(clusterOf({ searchNodes: 1, network }));
  assert.deepEqual(roles({}), ["ingest"]);
  assert.deepEqual(roles({ exposeSearch: true }), ["ingest", "search"]);
});

test("a load balancer gets its class, its ranges and the cloud's annotations", () => {
  const network = {
    serviceType: "LoadBalancer",
    loadBalancerClass: "service.k8s.aws/nlb",
    loadBalancerSourceRanges: ["10.0.0.0/8"],
    serviceAnnotations: { "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal" },
  };
  const { metadata, spec } = clientService(clusterOf({ network }), "ingest");
  assert.deepEqual(metadata?.annotations, network.serviceAnnotations);
  assert.equal(spec?.type, "LoadBalancer");
  assert.equal(spec?.loadBalancerClass, network.loadBalancerClass);
  assert.deepEqual(spec?.loadBalancerSourceRanges, network.loadBalancerSourceRanges);
});

test("fields of a load balancer stay away from other types, which the API server refuses with them", () => {
  for (const serviceType of ["ClusterIP", "NodePort"]) {
    const { spec } = clientService(clusterOf({ network: { serviceType } }), "ingest");
    assert.equal(spec?.type, serviceType);
    assert.ok(!("loadBalancerClass" in spec!) && !("loadBalancerSourceRanges" in spec!));
  }
});

test("clients see the protocol and nothing else: metrics and health are for the inside", () => {
  const ports = clientService(clusterOf(), "ingest").spec?.ports?.map(({ name, port }) => `${name} ${port}`);
  assert.deepEqual(ports, ["kafka 9092"]);
});
