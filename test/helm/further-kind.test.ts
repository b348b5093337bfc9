/**
 * A kind costs a folder and a line, to the end: with the files that are made for one more operator, the chart installs it
 * and kustomize registers it, and no hand is laid on a template or a kustomization.
 */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { byHand, generatedFiles } from "../../src/cli/generate/files.ts";
import type { Operator } from "../../src/controller/controller.ts";
import { operators } from "../../src/operators.ts";
import {
  kustomize,
  type Manifest,
  namesOf,
  objectsOf,
  repository,
  skip as skipKustomize,
  theOnly,
} from "../deploy/kustomize.ts";
import { widgetController } from "../support/synthetic-operator.ts";
import { timer } from "../support/timer.ts";
import { helm, skip } from "./helm.ts";

/** Two kinds of one API group, one with optional children. */
const clock: Operator = { name: "clock", namespace: "clocks", controllers: [timer, widgetController] };

const folder = mkdtempSync(join(tmpdir(), "further-kind-"));
after(() => rmSync(folder, { recursive: true }));
for (const source of ["crds", "metacontroller", "deploy"]) {
  cpSync(join(repository, source), join(folder, source), { recursive: true });
}
for (const [path, content] of generatedFiles([...operators, clock], await byHand())) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const CHART = join(folder, "deploy/helm/stream-operators");
const template = async (...sets: string[]): Promise<Manifest[]> =>
  objectsOf(await helm("template", "x", CHART, ...sets.flatMap((value) => ["--set", value])));
const children = (controller: Manifest): string[] =>
  controller.spec.childResources.map(({ resource }: { resource: string }) => resource);
const resourcesOf = (role: Manifest): string[] =>
  (role as unknown as { rules: { resources: string[] }[] }).rules.flatMap(({ resources }) => resources);

test("the chart installs the further operator alone", { skip }, async () => {
  const objects = await template("operators={clock}");
  assert.deepEqual(namesOf(objects, "CustomResourceDefinition"), [
    "timers.example.org",
    "widgets.example.org",
  ]);
  assert.deepEqual(namesOf(objects, "CompositeController"), ["timer", "widget"]);
  assert.deepEqual(children(theOnly(objects, "CompositeController", "timer")), ["configmaps"]);
  const resources = resourcesOf(theOnly(objects, "ClusterRole", "x-metacontroller"));
  for (const resource of ["timers", "widgets", "storageclasses"])
    assert.ok(resources.includes(resource), resource);
  for (const { customResource } of operators.flatMap(({ controllers }) => controllers))
    assert.ok(!resources.includes(customResource.plural), customResource.plural);
  assert.deepEqual(resourcesOf(theOnly(objects, "ClusterRole", "x-edit")), ["timers", "widgets"]);
});

test("the chart's components bring each kind to the controllers that have it", { skip }, async () => {
  const objects = await template("operators={clock}", "registration.components={alarms,bells}");
  assert.deepEqual(children(theOnly(objects, "CompositeController", "timer")), [
    "configmaps",
    "alarms",
    "bells",
  ]);
  assert.deepEqual(children(theOnly(objects, "CompositeController", "widget")), ["configmaps"]);
  const resources = resourcesOf(theOnly(objects, "ClusterRole", "x-metacontroller"));
  assert.deepEqual(resources.slice(-2), ["alarms", "bells"]);
  await assert.rejects(template("registration.components={whistles}"), /components/);
});

test("the chart installs all operators in one release", { skip }, async () => {
  const names = operators.map(({ name }) => name);
  const objects = await template(`operators={${[...names, "clock"].join(",")}}`);
  const kinds = [...operators, clock].flatMap(({ controllers }) => controllers);
  assert.deepEqual(
    namesOf(objects, "CompositeController"),
    kinds.map(({ resource }) => resource),
  );
  const resources = resourcesOf(theOnly(objects, "ClusterRole", "x-metacontroller"));
  for (const { customResource } of kinds) assert.ok(resources.includes(customResource.plural));
});

const kustomizeHere = async (path: string) => objectsOf(await kustomize(join(folder, path)));

test("kustomize registers it with its components, and the other operators' installations leave it out", {
  skip: skipKustomize,
}, async () => {
  mkdirSync(join(folder, "own"));
  const kustomization = {
    resources: ["../metacontroller"],
    components: ["alarms", "bells"].map((name) => `../metacontroller/components/${name}`),
  };
  writeFileSync(join(folder, "own/kustomization.yaml"), JSON.stringify(kustomization));
  const all = await kustomizeHere("own");
  assert.deepEqual(children(theOnly(all, "CompositeController", "timer")), ["configmaps", "alarms", "bells"]);
  assert.deepEqual(children(theOnly(all, "CompositeController", "widget")), ["configmaps"]);

  for (const installation of ["deploy/operator", "deploy/kurrentdb/base"]) {
    const objects = await kustomizeHere(installation);
    for (const kind of ["CompositeController", "CustomResourceDefinition"]) {
      const names = namesOf(objects, kind).join(" ");
      assert.doesNotMatch(names, /timer|widget/, installation);
      assert.notEqual(names, "", installation);
    }
  }
});

test("Flux gets a release of it, and its health", { skip: skipKustomize }, async () => {
  const releases = namesOf(await kustomizeHere("deploy/flux/operators/production"), "HelmRelease");
  assert.ok(releases.includes("clock-operator"));
  const clusters = theOnly(await kustomizeHere("deploy/flux/production"), "Kustomization", "stream-clusters");
  const kinds = clusters.spec.healthCheckExprs.map(({ kind }: { kind: string }) => kind);
  assert.deepEqual(kinds.slice(-2), ["Timer", "Widget"]);
});
