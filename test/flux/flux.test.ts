/** What is handed over to Flux: fields that Flux has, references that lead somewhere, health that our conditions tell. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Static, type TProperties, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { explainedConditions } from "../../src/controller/conditions-and-reasons.ts";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import { controllers, operators } from "../../src/operators.ts";
import { kustomize, objectsOf, repository, skip } from "../deploy/kustomize.ts";
import { helm, skip as skipHelm } from "../helm/helm.ts";

const ENVIRONMENTS = ["dev", "staging", "uat", "production"];

/**
 * The part of Flux's kinds that is used here, closed, so that a misspelt field is found. Names and values are those of
 * the CRDs of Flux 2.6 (helm.toolkit.fluxcd.io/v2, kustomize.toolkit.fluxcd.io/v1, source.toolkit.fluxcd.io/v1).
 */
const closed = <T extends TProperties>(properties: T) =>
  Type.Object(properties, { additionalProperties: false });
const Duration = Type.String({ pattern: "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$" });
const Metadata = closed({ name: Type.String(), namespace: Type.String() });
const CrdsPolicy = Type.Union([Type.Literal("Skip"), Type.Literal("Create"), Type.Literal("CreateReplace")]);

const GitRepository = closed({
  apiVersion: Type.Literal("source.toolkit.fluxcd.io/v1"),
  kind: Type.Literal("GitRepository"),
  metadata: Metadata,
  spec: closed({
    interval: Duration,
    url: Type.String({ pattern: "^(http|https|ssh)://" }),
    ref: closed({ branch: Type.Optional(Type.String()), tag: Type.Optional(Type.String()) }),
  }),
});

const Kustomization = closed({
  apiVersion: Type.Literal("kustomize.toolkit.fluxcd.io/v1"),
  kind: Type.Literal("Kustomization"),
  metadata: Metadata,
  spec: closed({
    dependsOn: Type.Optional(Type.Array(closed({ name: Type.String() }))),
    interval: Duration,
    retryInterval: Duration,
    timeout: Duration,
    sourceRef: closed({ kind: Type.Literal("GitRepository"), name: Type.String() }),
    path: Type.String({ pattern: "^\\./" }),
    prune: Type.Boolean(),
    wait: Type.Boolean(),
    healthCheckExprs: Type.Optional(
      Type.Array(
        closed({
          apiVersion: Type.String(),
          kind: Type.String(),
          inProgress: Type.String(),
          failed: Type.String(),
          current: Type.String(),
        }),
      ),
    ),
  }),
});

const HelmRelease = closed({
  apiVersion: Type.Literal("helm.toolkit.fluxcd.io/v2"),
  kind: Type.Literal("HelmRelease"),
  metadata: Metadata,
  spec: closed({
    interval: Duration,
    timeout: Duration,
    chart: closed({
      spec: closed({
        chart: Type.String(),
        reconcileStrategy: Type.Union([Type.Literal("ChartVersion"), Type.Literal("Revision")]),
        sourceRef: closed({
          kind: Type.Literal("GitRepository"),
          name: Type.String(),
          namespace: Type.String(),
        }),
        valuesFiles: Type.Array(Type.String()),
      }),
    }),
    values: Type.Object({}),
    install: closed({ crds: CrdsPolicy, remediation: closed({ retries: Type.Integer() }) }),
    upgrade: closed({
      crds: CrdsPolicy,
      remediation: closed({
        retries: Type.Integer(),
        remediateLastFailure: Type.Boolean(),
        strategy: Type.Union([Type.Literal("rollback"), Type.Literal("uninstall")]),
      }),
    }),
    rollback: closed({ cleanupOnFail: Type.Boolean() }),
    driftDetection: closed({
      mode: Type.Union([Type.Literal("enabled"), Type.Literal("warn"), Type.Literal("disabled")]),
    }),
  }),
});
const kinds = { GitRepository, Kustomization, HelmRelease };
type Kinds = { [Kind in keyof typeof kinds]: Static<(typeof kinds)[Kind]> };

const built = async (folder: string) => objectsOf(await kustomize(folder));

const ofKind = <Kind extends keyof Kinds>(objects: readonly KubernetesObject[], kind: Kind) =>
  objects.filter((object) => object.kind === kind) as unknown as Kinds[Kind][];

for (const environment of ENVIRONMENTS) {
  test(`${environment}: every field is one that Flux has`, { skip }, async () => {
    const objects = [
      ...(await built(`deploy/flux/${environment}`)),
      ...(await built(`deploy/flux/operators/${environment}`)),
    ].filter(({ kind }) => kind !== "Namespace");
    for (const object of objects) {
      const schema = kinds[object.kind as keyof Kinds];
      assert.ok(schema, object.kind);
      const mistakes = [...Value.Errors(schema, object)].map(({ path, message }) => `${path}: ${message}`);
      assert.deepEqual(mistakes, [], `${object.kind} ${object.metadata.name}`);
    }
  });

  test(`${environment}: every reference leads somewhere`, { skip }, async () => {
    const objects = await built(`deploy/flux/${environment}`);
    const sources = ofKind(objects, "GitRepository").map(({ metadata }) => metadata.name);
    const kustomizations = ofKind(objects, "Kustomization");
    const names = kustomizations.map(({ metadata }) => metadata.name);
    for (const { spec } of kustomizations) {
      // flux-system is what Flux was bootstrapped with.
      assert.ok([...sources, "flux-system"].includes(spec.sourceRef.name), spec.sourceRef.name);
      for (const { name } of spec.dependsOn ?? []) assert.ok(names.includes(name), name);
      if (spec.sourceRef.name === "stream-operators") {
        assert.ok(existsSync(join(repository, spec.path, "kustomization.yaml")), spec.path);
      }
      assert.doesNotMatch(spec.path, /ENVIRONMENT/);
    }
    const order = (name: string) =>
      kustomizations.find(({ metadata }) => metadata.name === name)!.spec.dependsOn;
    assert.deepEqual(order("stream-operators"), [{ name: "metacontroller" }]);
    assert.deepEqual(order("stream-clusters"), [{ name: "stream-operators" }]);
  });

  test(`${environment}: a release for each operator, which the chart accepts`, {
    skip: skip || skipHelm,
  }, async () => {
    const objects = await built(`deploy/flux/operators/${environment}`);
    const releases = ofKind(objects, "HelmRelease");
    const namespaces = objects
      .filter(({ kind }) => kind === "Namespace")
      .map(({ metadata }) => metadata.name);
    assert.equal(releases.length, operators.length);
    for (const { metadata, spec } of releases) {
      assert.ok(namespaces.includes(metadata.namespace), metadata.namespace);
      const { chart, valuesFiles } = spec.chart.spec;
      const files = valuesFiles.flatMap((file) => ["--values", join(repository, file)]);
      const values = [
        "--set-json",
        `operators=${JSON.stringify((spec.values as { operators: string[] }).operators)}`,
      ];
      const namespace = ["--namespace", metadata.namespace];
      const rendered = objectsOf(
        await helm("template", metadata.name, join(repository, chart), ...namespace, ...files, ...values),
      );
      const controllers = rendered.filter(({ kind }) => kind === "CompositeController");
      assert.equal(controllers.length, 1);
      assert.match(
        JSON.stringify(controllers),
        new RegExp(`${metadata.name}\\.${metadata.namespace}\\.svc:9443`),
      );
      assert.ok(valuesFiles.some((file) => file.endsWith(`/${environment}.yaml`)));
    }
  });
}

test("health of each kind of resource goes by its conditions", { skip }, async () => {
  const kustomizations = ofKind(await built("deploy/flux/production"), "Kustomization");
  const clusters = kustomizations.find(({ metadata }) => metadata.name === "stream-clusters")!;
  assert.equal(clusters.spec.prune, false, "a file that is gone takes no database with it");
  assert.equal(clusters.spec.wait, true, "without it Flux looks at no health at all");
  const checks = clusters.spec.healthCheckExprs ?? [];
  assert.deepEqual(
    checks.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`),
    controllers.map(({ customResource: { group, version, kind } }) => `${group}/${version} ${kind}`),
  );
  for (const { inProgress, failed, current } of checks) {
    const types = [inProgress, failed, current].map(
      (expression) => /c\.type == '(\w+)'/.exec(expression)?.[1],
    );
    assert.deepEqual(types, ["Reconciling", "Stalled", "Ready"]);
    for (const type of types) assert.ok(type && type in explainedConditions);
  }
});
