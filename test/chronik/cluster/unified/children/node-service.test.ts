import assert from "node:assert/strict";
import { test } from "node:test";
import { isExposed, nodeService } from "../../../../../src/chronik/cluster/unified/children/node-service.ts";
import { singleOf, threeOf } from "../unified-of.ts";

test("it leads to the one pod whose name it bears", () => {
  const network = { serviceType: "LoadBalancer" };
  const { metadata, spec } = nodeService(threeOf({ network }), 2);
  assert.equal(metadata?.name, "events-server-2");
  assert.equal(spec?.selector?.["statefulset.kubernetes.io/pod-name"], "events-server-2");
  assert.equal(nodeService(singleOf({ network }), 1).metadata?.name, "events-server-0");
});

test("a load balancer gets its class and its ranges, and each its own name for external-dns", () => {
  const network = {
    serviceType: "LoadBalancer",
    loadBalancerClass: "internal",
    loadBalancerSourceRanges: ["10.0.0.0/8"],
    serviceAnnotations: { "external-dns.alpha.kubernetes.io/hostname": "b{node}.example.com", plain: "text" },
  };
  const { metadata, spec } = nodeService(threeOf({ network }), 3);
  assert.deepEqual(metadata?.annotations, {
    "external-dns.alpha.kubernetes.io/hostname": "b3.example.com",
    plain: "text",
  });
  assert.equal(spec?.loadBalancerClass, "internal");
  assert.deepEqual(spec?.loadBalancerSourceRanges, ["10.0.0.0/8"]);
});

test("clients outside see Kafka's protocol alone, unless the API is asked for", () => {
  const ports = (network: object) =>
    nodeService(singleOf({ network: { serviceType: "NodePort", ...network } }), 1).spec?.ports?.map(
      ({ name, nodePort }) => [name, nodePort],
    );
  assert.deepEqual(ports({}), [["kafka", undefined]]);
  assert.deepEqual(ports({ nodePort: 31_000, exposeSearch: true }), [
    ["kafka", 31_000],
    ["api", undefined],
  ]);
});

test("within the cluster there is none", () => {
  assert.ok(!isExposed(threeOf()));
  assert.ok(isExposed(singleOf({ network: { serviceType: "NodePort" } })));
});
