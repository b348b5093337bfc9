import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { METACONTROLLER_ROLE } from "../../../src/cli/generate/metacontroller-role.ts";
import { registration } from "../../../src/cli/generate/registration.ts";
import type { Operator } from "../../../src/controller/controller.ts";
import {
  childResources,
  childRules,
  compositeController,
  serviceHost,
} from "../../../src/controller/registration.ts";
import { widgetOperator } from "../../support/synthetic-operator.ts";
import { timer } from "../../support/timer.ts";

const clock: Operator = { name: "clock", namespace: "clocks", controllers: [timer] };
const files = registration([clock, widgetOperator]);
const read = (path: string) => parse(files.get(path) ?? "");

interface Patch {
  target: { kind: string; name: string };
  patch: string;
}
const patches = (component: string): [target: string, patch: unknown][] =>
  read(`components/${component}/kustomization.yaml`).patches.map(({ target, patch }: Patch) => [
    `${target.kind} ${target.name}`,
    parse(patch),
  ]);

test("each kind is registered at the service of its operator, and kubectl apply -k takes all of it", () => {
  assert.deepEqual(read("timer.yaml"), compositeController(timer, serviceHost(clock)));
  assert.match(files.get("widget.yaml")!, /http:\/\/widget-operator\.widget-system\.svc:9443\/widget\/sync/);
  assert.deepEqual(read("kustomization.yaml").resources, [
    "timer.yaml",
    "widget.yaml",
    "cluster-role.yaml",
    "user-roles.yaml",
  ]);
  for (const name of read("kustomization.yaml").resources) assert.ok(files.has(name), name);
});

test("each component brings its kinds to the controllers that have them, and the right to them", () => {
  const added = (path: string, values: object[]) => values.map((value) => ({ op: "add", path, value }));
  for (const component of ["alarms", "bells"]) {
    assert.deepEqual(patches(component), [
      ["CompositeController timer", added("/spec/childResources/-", childResources(timer, component))],
      [`ClusterRole ${METACONTROLLER_ROLE}`, added("/rules/-", childRules([timer], component))],
    ]);
  }
  assert.match(files.get("components/bells/kustomization.yaml")!, /For clusters that know Bells:/);
});

test("a component that brings nothing but what is looked at brings the right to look", () => {
  const looking: Operator = {
    ...clock,
    controllers: [
      {
        ...timer,
        childKinds: [],
        relatedKinds: [{ kind: "Moon.sky/v1", plural: "moons", component: "sky" }],
      },
    ],
  };
  const { patches } = parse(registration([looking]).get("components/sky/kustomization.yaml")!);
  assert.equal(patches.length, 1);
  assert.match(patches[0].patch, /moons/);
});

test("an operator by itself leaves out what the others bring", () => {
  const left = { $patch: "delete", kind: "Any", metadata: { name: "any" } };
  assert.deepEqual(patches("only-clock"), [
    ["CustomResourceDefinition widgets.example.org", left],
    ["CompositeController widget", left],
  ]);
  assert.deepEqual(patches("only-widget"), [
    ["CustomResourceDefinition timers.example.org", left],
    ["CompositeController timer", left],
  ]);
});
