/** Every installation, really applied to an API server: Kubernetes accepts it, and its pods come up. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { Deployment } from "kubernetes-types/apps/v1.js";
import { parse } from "yaml";
import type { ControlPlane } from "../support/control-plane/control-plane.ts";
import { crdsServed } from "../support/control-plane/crds.ts";
import { metacontrollerCrds } from "../support/control-plane/metacontroller-crds.ts";
import { onControlPlane } from "../support/control-plane/suite.ts";
import type { StoredObject } from "../support/kubernetes-client/kinds.ts";
import { installations } from "./installations.ts";
import { kustomize, kustomizeWith, repository } from "./kustomize.ts";
import { optionalCrds } from "./optional-crds.ts";

const test = await onControlPlane({ own: true });

const apply = (plane: ControlPlane, yaml: string) => plane.kubectl(["apply", "-f", "-"], { stdin: yaml });

/**
 * What tells whether anybody wrote to the objects: kubectl's own "configured" also stands for a patch without effect,
 * which it always sends for a PodDisruptionBudget. A status does not count.
 */
async function versions(plane: ControlPlane, yaml: string): Promise<string[]> {
  const found = await plane.kubectl(["get", "-f", "-", "-o=json"], { stdin: yaml });
  return (JSON.parse(found).items as StoredObject[]).map(
    ({ kind, metadata: { name, generation, resourceVersion } }) =>
      `${kind} ${name} ${generation ? `generation ${generation}` : `version ${resourceVersion}`}`,
  );
}

async function changesNothing(plane: ControlPlane, yaml: string): Promise<void> {
  const before = await versions(plane, yaml);
  await apply(plane, yaml);
  assert.deepEqual(await versions(plane, yaml), before);
}

/** Metacontroller's own kinds come with its installation, which is documented as the first step. */
async function prepare(plane: ControlPlane): Promise<void> {
  for (const crd of metacontrollerCrds) await plane.client.apply(crd);
  await plane.until("Metacontroller's kinds to be served", () =>
    plane.client.list("CompositeController.metacontroller.k8s.io/v1alpha1"),
  );
}

/** Its namespace enforces the restricted Pod Security Standard, so pods that break it would not come up. */
async function isUp(plane: ControlPlane, namespace: string, name: string, copies: number): Promise<void> {
  await plane.until(`${copies} pods of ${name}`, async () => {
    const found = await plane.client.get("Deployment.apps/v1", { namespace, name });
    const { generation } = found!.metadata;
    const status = found!.status as Deployment["status"];
    return (
      status?.observedGeneration === generation &&
      status?.updatedReplicas === copies &&
      status.readyReplicas === copies &&
      status.replicas === copies
    );
  });
}

test("each installation is accepted, comes up, and changes nothing when applied again", async (plane) => {
  await prepare(plane);
  for (const { folder, operator, namespace, copies } of installations) {
    const yaml = await kustomize(folder);
    await apply(plane, yaml);
    await isUp(plane, namespace, `${operator}-operator`, copies);
    await changesNothing(plane, yaml);
  }
  const pods = await plane.client.list("Pod.v1", { namespace: "kurrentdb-system" });
  const nodes = new Set(pods.map(({ spec }) => spec?.nodeName));
  assert.equal(nodes.size, 2, "production's copies are on two nodes");
});

test("operator.yaml and the kustomization beside it are the same to kubectl", async (plane) => {
  await prepare(plane);
  const folder = `${repository}/deploy/operator`;
  await plane.kubectl(["apply", "-f", `${folder}/operator.yaml`]);
  await isUp(plane, "chronik-operator-system", "chronik-operator", 1);
  const yaml = await kustomize("deploy/operator");
  const before = await versions(plane, yaml);
  await plane.kubectl(["apply", "-k", folder]);
  assert.deepEqual(await versions(plane, yaml), before);
});

test("kubectl apply -f crds/ takes the CRDs and nothing else", async (plane) => {
  const said = await plane.kubectl(["apply", "-f", `${repository}/crds`, "--dry-run=server"]);
  for (const line of said.trim().split("\n")) assert.match(line, /^customresourcedefinition/);
});

test("the health checks are put to what Argo CD's ConfigMap has, by the command in their heading", async (plane) => {
  const file = "deploy/argocd/health-checks.yaml";
  const text = await readFile(`${repository}/${file}`, "utf8");
  const [, command] = /^# kubectl (patch .*)$/m.exec(text) ?? [];
  const args = command!.replace(file, `${repository}/${file}`).split(" ");
  const own = { "timeout.reconciliation": "180s" };
  const [name, namespace] = ["argocd-cm", "argocd"];
  await plane.kubectl(["create", "namespace", namespace]);
  await plane.client.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace, labels: { "app.kubernetes.io/part-of": "argocd", own: "too" } },
    data: own,
  });
  for (let time = 0; time < 2; time++) await plane.kubectl(args);
  const { data, metadata } = (await plane.client.get("ConfigMap.v1", { name, namespace }))!;
  assert.deepEqual(data, { ...own, ...parse(text).data });
  assert.deepEqual(metadata.labels, { "app.kubernetes.io/part-of": "argocd", own: "too" });
});

test("with every component, it is accepted by cert-manager's and the Prometheus operator's CRDs", async (plane) => {
  await prepare(plane);
  const crds = await optionalCrds();
  await plane.kubectl(["apply", "--server-side", ...crds.flatMap((path) => ["-f", path])]);
  await crdsServed(plane);
  for (const { folder, operator, namespace, copies } of installations) {
    const more = copies === 1 ? ["two-copies", "network-policy"] : [];
    const yaml = await kustomizeWith(folder, [
      ...more,
      "prometheus-operator",
      "cert-manager",
      "bearer-token",
    ]);
    await apply(plane, yaml);
    await isUp(plane, namespace, `${operator}-operator`, 2);
    await changesNothing(plane, yaml);
  }
});
