import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { EnvVar } from "kubernetes-types/core/v1.js";
import { inResolvableOrder } from "../../src/controller/variable-order.ts";
import { environment, plain, referencesOf } from "../../src/kubernetes/environment.ts";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import type { ObjectMap } from "../../src/metacontroller/hooks.ts";
import { threeWayMerge } from "../support/metacontroller/three-way-merge.ts";

const LAST_APPLIED = "metacontroller.k8s.io/last-applied-configuration";
const REPLICAS = 3;

const setWith = (env: EnvVar[], fingerprint = "now"): KubernetesObject & StatefulSet => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "a", namespace: "data", annotations: { "example.org/applied": fingerprint } },
  spec: {
    replicas: REPLICAS,
    serviceName: "a",
    selector: {},
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
    template: { spec: { containers: [{ name: "server", env }, { name: "other" }] } },
  },
});

/** What exists once Metacontroller has applied it. */
function applied(desired: KubernetesObject, observed?: KubernetesObject): KubernetesObject & StatefulSet {
  const before = observed?.metadata.annotations?.[LAST_APPLIED];
  const merged = observed
    ? threeWayMerge(observed as never, before && JSON.parse(before), desired as never)
    : structuredClone(desired);
  const object = merged as unknown as KubernetesObject & StatefulSet;
  object.metadata.annotations = { ...object.metadata.annotations, [LAST_APPLIED]: JSON.stringify(desired) };
  return object;
}

const answered = (desired: KubernetesObject, observed: KubernetesObject) =>
  inResolvableOrder([desired], { "StatefulSet.apps/v1": { "data/a": observed } } as unknown as ObjectMap)[0]!;

const variables = (set: StatefulSet): EnvVar[] => set.spec!.template.spec!.containers[0]!.env!;

/** Steps until the answer is what is desired and exists, each with what pods could be made of meanwhile. */
function stepsTo(desired: KubernetesObject & StatefulSet, from: EnvVar[]) {
  let observed = applied(setWith(from, "before"));
  const partitions: (number | undefined)[] = [];
  for (let step = 0; step < 3; step++) {
    const answer = answered(desired, observed) as KubernetesObject & StatefulSet;
    observed = applied(answer, observed);
    partitions.push(answer.spec!.updateStrategy!.rollingUpdate!.partition);
    if (answer === desired) return { env: variables(observed), partitions, observed };
    assert.equal(answer.metadata.annotations!["example.org/applied"], "before", "it is not as asked for yet");
  }
  throw new Error("it never arrives");
}

/** Those whose value would come out as it is written. */
const unresolved = (env: EnvVar[]): string[] =>
  env
    .filter((variable, index) =>
      referencesOf(variable).some((name) => env.findIndex((other) => other.name === name) > index),
    )
    .map(({ name }) => name);

test("a variable that is there and refers to a new one comes back behind it, and no pod is made of what is between", () => {
  const node = { name: "NODE_IP", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "status.hostIP" } } };
  const endpoint = plain("ENDPOINT", "http://$(NODE_IP):4317");
  const { env, partitions } = stepsTo(setWith([plain("A", "1"), node, endpoint]), [
    plain("A", "1"),
    plain("ENDPOINT", "http://collector:4317"),
  ]);
  assert.deepEqual(
    env.map(({ name }) => name),
    ["A", "NODE_IP", "ENDPOINT"],
  );
  assert.deepEqual(partitions, [REPLICAS, 0]);
});

test("what can be merged as it is is one step, as is what was never merged", () => {
  const desired = setWith([plain("A", "1"), plain("B", "$(A)")]);
  assert.deepEqual(stepsTo(desired, [plain("A", "1")]).partitions, [0]);
  const serverSide = setWith([plain("B", "2")], "before");
  assert.equal(
    answered(desired, serverSide),
    desired,
    "server-side apply keeps the order of what is applied",
  );
});

test("whatever was there before, every reference resolves at the end, after two steps at most", () => {
  const names = ["A", "B", "C", "D", "E"];
  const anyEnv = fc
    .tuple(
      fc.shuffledSubarray(names),
      fc.array(fc.constantFrom(...names), { minLength: names.length, maxLength: names.length }),
    )
    .map(([chosen, others]) => environment(chosen.map((name, at) => plain(name, `$(${others[at]})`))));
  fc.assert(
    fc.property(anyEnv, anyEnv, (from, to) => {
      const { env, partitions } = stepsTo(setWith(to), from);
      const inCircles = new Set(unresolved(to));
      assert.deepEqual(
        unresolved(env).filter((name) => !inCircles.has(name)),
        [],
      );
      assert.ok(partitions.length <= 2);
      assert.deepEqual(
        new Map(env.map(({ name, value }) => [name, value])),
        new Map(to.map(({ name, value }) => [name, value])),
      );
    }),
    { numRuns: 500, includeErrorInReport: true },
  );
});
