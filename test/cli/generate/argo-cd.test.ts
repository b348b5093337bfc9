/** The Lua that Argo CD runs, run: on what the hooks answer in every situation that a golden file shows. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { filesIn } from "../../../src/cli/folders.ts";
import { argoHealthChecks } from "../../../src/cli/generate/argo-cd.ts";
import type { Parent, Status } from "../../../src/metacontroller/hooks.ts";
import { controllers } from "../../../src/operators.ts";
import { type ArgoHealth, argoHealth } from "../../support/argo-cd.ts";

const { metadata, data } = parse(argoHealthChecks(controllers)) as {
  metadata: object;
  data: Record<string, string>;
};

type Resource = Pick<Parent, "apiVersion" | "kind"> & {
  apiVersion: string;
  kind: string;
  metadata: { generation: number; annotations?: Record<string, string>; deletionTimestamp?: string };
  status?: Partial<Status>;
};

const health = ({ apiVersion, kind, ...rest }: Resource): Promise<ArgoHealth> => {
  const script = data[`resource.customizations.health.${apiVersion.split("/")[0]}_${kind}`];
  assert.ok(script, `${kind} has a check`);
  return argoHealth(script, { apiVersion, kind, ...rest });
};

const files = await filesIn(fileURLToPath(new URL("../..", import.meta.url)));
const situations = [...files.keys()]
  .filter((path) => /\/golden\/.+\/status\.yaml$/.test(path))
  .map((path) => {
    const folder = dirname(path);
    const { status } = parse(files.get(path)!);
    const resource: Resource = { ...parse(files.get(`${folder}/cluster.yaml`)!), status };
    return { name: folder, resource };
  });

/** What people would say of the phase, which is found in another way than the conditions. */
const BY_PHASE: Record<string, string> = {
  Pending: "Progressing",
  Creating: "Progressing",
  Running: "Healthy",
  Updating: "Progressing",
  Failed: "Degraded",
  Deleting: "Progressing",
};

const isPaused = ({ metadata: { annotations = {} } }: Resource) =>
  Object.entries(annotations).some(([key, value]) => key.endsWith("/paused") && value === "true");

for (const { name, resource } of situations) {
  test(`${name}: Argo CD sees what the phase says`, async () => {
    const { status } = resource;
    assert.deepEqual(await health(resource), {
      status: isPaused(resource) ? "Suspended" : BY_PHASE[status!.phase!],
      message: status!.conditions!.find(({ type }) => type === "Ready")!.message,
    });
  });
}

test("the situations show every health that there is", async () => {
  const seen = await Promise.all(situations.map(({ resource }) => health(resource)));
  assert.deepEqual([...new Set(seen.map(({ status }) => status))].sort(), [
    "Degraded",
    "Healthy",
    "Progressing",
    "Suspended",
  ]);
});

const notSeen = { status: "Progressing", message: "The operator has not looked at this yet" };

for (const { customResource, example, sync } of controllers) {
  const { kind } = customResource;
  const { apiVersion, metadata, spec } = example.parent;
  const fresh = { apiVersion, kind, metadata: { ...metadata, generation: 1 }, spec };
  const running = situations.find(
    ({ resource }) => resource.kind === kind && resource.status?.phase === "Running" && !isPaused(resource),
  )!.resource;

  test(`${kind}: before an operator has looked it is on its way, whatever the definition makes of the status`, async () => {
    const statuses = [undefined, {}, { observedGeneration: -1 }, { observedGeneration: 1, conditions: [] }];
    for (const status of statuses) {
      const resource = { ...fresh, ...(status && { status }) };
      assert.deepEqual(await health(resource), notSeen, JSON.stringify(status));
    }
    const { status } = sync(example, "2026-01-02T03:04:05Z");
    const looked = await health({ ...fresh, status });
    assert.notEqual(looked.message, notSeen.message);
  });

  test(`${kind}: after a change of the spec it is on its way until the operator has looked`, async () => {
    assert.equal((await health(running)).status, "Healthy");
    const generation = running.metadata.generation + 1;
    assert.deepEqual(await health({ ...running, metadata: { ...running.metadata, generation } }), notSeen);
  });

  test(`${kind}: deleted, it is on its way from the first moment`, async () => {
    const deleted = { ...running.metadata, generation: 2, deletionTimestamp: "2026-01-02T03:04:05Z" };
    assert.equal((await health({ ...running, metadata: deleted })).status, "Progressing");
    const { status: _, ...without } = running;
    assert.equal((await health({ ...without, metadata: deleted })).status, "Progressing");
  });
}

test("it is a part of Argo CD's own ConfigMap, with a check for each kind", () => {
  assert.deepEqual(metadata, {
    name: "argocd-cm",
    namespace: "argocd",
    labels: { "app.kubernetes.io/part-of": "argocd" },
  });
  assert.equal(Object.keys(data).length, controllers.length);
  for (const key of Object.keys(data)) assert.match(key, /^[-._a-zA-Z0-9]+$/);
});
