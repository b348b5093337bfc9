import assert from "node:assert/strict";
import { test } from "node:test";
import { immutableFields, keepingImmutable } from "../../src/controller/immutable.ts";
import { type KubernetesObject, kindOf } from "../../src/kubernetes/object.ts";
import type { ObjectMap } from "../../src/metacontroller/hooks.ts";

const metadata = { name: "a", namespace: "data" };
const set = (spec: object): KubernetesObject =>
  ({ apiVersion: "apps/v1", kind: "StatefulSet", metadata, spec }) as KubernetesObject;
const service = (spec: object): KubernetesObject =>
  ({ apiVersion: "v1", kind: "Service", metadata, spec }) as KubernetesObject;
const kept = (specified: KubernetesObject, observed?: KubernetesObject) => {
  const children = observed ? { [kindOf(observed)]: { "data/a": observed } } : {};
  const { children: answer, differences } = keepingImmutable([specified], children as unknown as ObjectMap);
  return { spec: (answer[0] as { spec?: unknown }).spec, differences };
};

test("of a StatefulSet, what can never change stays what it is, and all the rest becomes what is asked for", () => {
  const fixed = {
    serviceName: "old",
    selector: { matchLabels: { old: "label" } },
    podManagementPolicy: "OrderedReady",
    volumeClaimTemplates: [{ metadata: { name: "data" } }],
  };
  const specified = {
    replicas: 7,
    template: { spec: {} },
    serviceName: "new",
    selector: { matchLabels: {} },
    podManagementPolicy: "Parallel",
    volumeClaimTemplates: [],
  };
  const { spec, differences } = kept(set(specified), set({ ...fixed, replicas: 1 }));
  assert.deepEqual(spec, { ...specified, ...fixed });
  assert.deepEqual(differences, [], "volumes have a condition of their own");
  const { volumeClaimTemplates: _, ...without } = fixed;
  assert.equal(
    Object.hasOwn(kept(set(specified), set(without)).spec as object, "volumeClaimTemplates"),
    false,
  );
});

test("a load balancer keeps its class, all else of the Service is followed, and the status says what to do", () => {
  const wants = { type: "LoadBalancer", loadBalancerClass: "b", ports: [1] };
  for (const [has, text] of [
    ["a", "a"],
    [undefined, "\\(none\\)"],
  ]) {
    const { spec, differences } = kept(
      service(wants),
      service({ type: "LoadBalancer", ...(has && { loadBalancerClass: has }) }),
    );
    assert.deepEqual(spec, { type: "LoadBalancer", ports: [1], ...(has && { loadBalancerClass: has }) });
    const [finding] = immutableFields(differences);
    assert.deepEqual(
      [finding!.type, finding!.status, finding!.reason],
      ["FieldsAsSpecified", "False", "FieldImmutable"],
    );
    assert.match(
      finding!.message,
      new RegExp(
        `^Service a keeps loadBalancerClass ${text} instead of b, .*kubectl delete service a -n data$`,
      ),
    );
  }
});

test("the class is free to change with the type, and where nothing is there or nothing differs nothing is said", () => {
  const wants = { type: "LoadBalancer", loadBalancerClass: "b" };
  for (const observed of [undefined, service({ type: "ClusterIP" }), service(wants)]) {
    assert.deepEqual(kept(service(wants), observed), { spec: wants, differences: [] });
  }
  assert.deepEqual(immutableFields([]), []);
});

test("a kind of which nothing is known, and an object without a spec, stay as they are", () => {
  const config = { apiVersion: "v1", kind: "ConfigMap", metadata } as KubernetesObject;
  assert.deepEqual(
    keepingImmutable([config], { "ConfigMap.v1": { "data/a": config } } as unknown as ObjectMap),
    {
      children: [config],
      differences: [],
    },
  );
});
