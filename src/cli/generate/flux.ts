/** What Flux is told of the operators and their kinds: a release for each operator, health by the conditions. */
import type { Controller, Operator } from "../../controller/controller.ts";
import { kustomization, madeFrom, manifest } from "./manifest.ts";

/** A patch of the Kustomization stream-clusters. */
export const fluxHealthChecks = (controllers: readonly Controller[]): string =>
  manifest(
    [
      madeFrom("src/operators.ts"),
      "Flux goes by kstatus where nothing else is said, and our conditions mean what kstatus expects. These say the same, so",
      "that it does not depend on the definitions giving a resource that no operator has looked at yet a status.",
    ],
    {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name: "stream-clusters", namespace: "flux-system" },
      spec: {
        healthCheckExprs: controllers.map(({ customResource: { group, version, kind } }) => ({
          apiVersion: `${group}/${version}`,
          kind,
          inProgress: `status.observedGeneration != metadata.generation || ${isTrue("Reconciling")}`,
          failed: isTrue("Stalled"),
          current: isTrue("Ready"),
        })),
      },
    },
  );

const isTrue = (type: string) => `status.conditions.exists(c, c.type == '${type}' && c.status == 'True')`;

/** @returns the files by their names in deploy/flux/operators/base */
export const fluxReleases = (operators: readonly Operator[]): Map<string, string> =>
  new Map([
    ...operators.map((operator): [string, string] => [
      `${operator.name}-operator.yaml`,
      `${namespace(operator)}---\n${release(operator)}`,
    ]),
    [
      "kustomization.yaml",
      kustomization(
        [
          madeFrom("src/operators.ts"),
          "Not to be applied by itself: the folders beside this one put in their environment.",
        ],
        "Kustomization",
        { resources: operators.map(({ name }) => `${name}-operator.yaml`) },
      ),
    ],
  ]);

const namespace = (operator: Operator): string =>
  manifest([madeFrom("src/operators.ts")], {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: operator.namespace,
      labels: {
        "app.kubernetes.io/part-of": "stream-operators",
        "pod-security.kubernetes.io/enforce": "restricted",
      },
    },
  });

const release = (operator: Operator): string =>
  manifest(
    [],
    {
      apiVersion: "helm.toolkit.fluxcd.io/v2",
      kind: "HelmRelease",
      metadata: { name: `${operator.name}-operator`, namespace: operator.namespace },
      spec: {
        interval: "1h",
        timeout: "5m",
        chart: {
          spec: {
            chart: "./deploy/helm/stream-operators",
            reconcileStrategy: "Revision",
            sourceRef: { kind: "GitRepository", name: "stream-operators", namespace: "flux-system" },
            valuesFiles: [
              "./deploy/helm/stream-operators/values.yaml",
              "./deploy/helm/stream-operators/environments/ENVIRONMENT.yaml",
            ],
          },
        },
        values: { operators: [operator.name] },
        install: { crds: "Skip", remediation: { retries: 3 } },
        upgrade: {
          crds: "Skip",
          remediation: { retries: 3, remediateLastFailure: true, strategy: "rollback" },
        },
        rollback: { cleanupOnFail: true },
        driftDetection: { mode: "enabled" },
      },
    },
    {
      "spec.chart.spec.reconcileStrategy":
        "Each commit counts, whether or not the chart's version has moved.",
      "spec.install":
        "The chart brings its CRDs as templates, so that upgrades update them and uninstalling leaves them.",
      "spec.upgrade.remediation":
        "A new version that does not get ready is taken back; clusters run on all the while.",
    },
  );
