import assert from "node:assert/strict";
import { test } from "node:test";
import { clientService, memberServices } from "../../../../src/kurrentdb/cluster/children/client-service.ts";
import { clusterOf, planFor } from "../cluster-of.ts";

const client = (spec: object = {}) => clientService(clusterOf(spec), planFor(spec));
const members = (spec: object) => memberServices(clusterOf(spec), planFor(spec));
const shown = ({ spec }: ReturnType<typeof client>) =>
  spec?.ports?.map(({ name, port, targetPort }) => `${name} ${port} to ${targetPort}`);

const balanced = {
  type: "LoadBalancer",
  loadBalancerClass: "service.k8s.aws/nlb",
  loadBalancerSourceRanges: ["10.0.0.0/8"],
  annotations: { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" },
};

test("both ports lead to the one port that the server has", () => {
  assert.deepEqual(shown(client()), ["node 2113 to node", "http 2114 to node"]);
  assert.deepEqual(shown(client({ configuration: { nodePort: 3000, httpPort: 80 } })), [
    "node 3000 to node",
    "http 80 to node",
  ]);
});

test("a load balancer gets its class, its ranges and the cloud's annotations", () => {
  const { metadata, spec } = client({ service: balanced });
  assert.deepEqual(metadata?.annotations, balanced.annotations);
  assert.deepEqual(
    [spec?.type, spec?.loadBalancerClass, spec?.loadBalancerSourceRanges],
    ["LoadBalancer", balanced.loadBalancerClass, balanced.loadBalancerSourceRanges],
  );
});

test("fields of a load balancer stay away from other types, which the API server refuses with them", () => {
  for (const type of ["ClusterIP", "NodePort"]) {
    const { spec } = client({ service: { type } });
    assert.equal(spec?.type, type);
    assert.ok(!("loadBalancerClass" in spec!) && !("loadBalancerSourceRanges" in spec!));
  }
});

test("only ready members are given to clients", () =>
  assert.equal(client().spec?.publishNotReadyAddresses, undefined));

test("each member has a Service of its own only where clients outside are told to come to it", () => {
  assert.deepEqual(members({ service: balanced }), []);
  const services = members({ service: { ...balanced, perNodeDomain: "events.example.com" } });
  assert.deepEqual(
    services.map(({ metadata, spec }) => [
      metadata?.name,
      metadata?.annotations?.["external-dns.alpha.kubernetes.io/hostname"],
      spec?.selector?.["statefulset.kubernetes.io/pod-name"],
      spec?.type,
    ]),
    [0, 1, 2].map((index) => [
      `events-${index}`,
      `events-${index}.events.example.com`,
      `events-${index}`,
      "LoadBalancer",
    ]),
  );
  for (const { metadata, spec } of services) {
    assert.equal(metadata?.annotations?.["service.beta.kubernetes.io/azure-load-balancer-internal"], "true");
    assert.deepEqual(spec?.loadBalancerSourceRanges, ["10.0.0.0/8"], "or the members were open to all");
  }
});

test("people may give external-dns another name", () => {
  const annotations = { "external-dns.alpha.kubernetes.io/hostname": "theirs" };
  const [first] = members({ service: { type: "LoadBalancer", perNodeDomain: "d", annotations } });
  assert.deepEqual(first?.metadata?.annotations, annotations);
});
