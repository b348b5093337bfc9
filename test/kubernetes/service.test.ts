import assert from "node:assert/strict";
import { test } from "node:test";
import type { Service } from "kubernetes-types/core/v1.js";
import { exposed, externalAddress, loadBalancerRules } from "../../src/kubernetes/service.ts";

const balancer = { loadBalancerClass: "internal", loadBalancerSourceRanges: ["10.0.0.0/8"] };

test("what shapes a load balancer is written only where there is one: elsewhere the API server refuses it", () => {
  assert.deepEqual(exposed({ type: "LoadBalancer", ...balancer }), { type: "LoadBalancer", ...balancer });
  assert.deepEqual(exposed({ type: "NodePort", ...balancer }), { type: "NodePort" });
  assert.deepEqual(exposed({ type: "LoadBalancer", loadBalancerSourceRanges: [] }), { type: "LoadBalancer" });
});

test("people are told, since what is not written would protect nobody", () => {
  const broken = (value: object) =>
    loadBalancerRules("type")
      .filter(({ isMet }) => !isMet(value))
      .map(({ message }) => message);
  assert.deepEqual(broken({ type: "ClusterIP", ...balancer }), [
    "loadBalancerSourceRanges needs type LoadBalancer",
    "loadBalancerClass needs type LoadBalancer",
  ]);
  assert.deepEqual(broken({ type: "LoadBalancer", ...balancer }), []);
  assert.deepEqual(broken({ type: "ClusterIP", loadBalancerSourceRanges: [] }), []);
});

test("the address from outside is the load balancer's name or else its number, once it has one", () => {
  const service = (ingress?: object[]) => ({ status: { loadBalancer: { ingress } } }) as Service;
  assert.equal(
    externalAddress(service([{ hostname: "lb.example.org", ip: "1.2.3.4" }]), 9092),
    "lb.example.org:9092",
  );
  assert.equal(externalAddress(service([{ ip: "1.2.3.4" }]), 9092), "1.2.3.4:9092");
  assert.equal(externalAddress(service([]), 9092), undefined);
  assert.equal(externalAddress(service(), 9092), undefined);
  assert.equal(externalAddress(undefined, 9092), undefined);
});
