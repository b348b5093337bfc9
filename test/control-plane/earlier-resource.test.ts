/** A ChronikCluster that the earlier operator has left, by the API server itself: it can be changed, and gets a status. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { chronikCluster } from "../../src/chronik/cluster/controller.ts";
import { firstSync } from "../../src/metacontroller/first-sync.ts";
import type { ControlPlane } from "../support/control-plane/control-plane.ts";
import { crdsServed } from "../support/control-plane/crds.ts";
import { onControlPlane } from "../support/control-plane/suite.ts";

const OURS = fileURLToPath(new URL("../../crds/chronikclusters.chronik.stream.yaml", import.meta.url));
const RESOURCE = "chronikclusters.chronik.stream/older";
const test = await onControlPlane({ own: true });

/** Takes whatever the earlier operator and its users wrote. */
const looseDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "chronikclusters.chronik.stream" },
  spec: {
    group: "chronik.stream",
    scope: "Namespaced",
    names: { plural: "chronikclusters", singular: "chronikcluster", kind: "ChronikCluster" },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

const older = {
  apiVersion: "chronik.stream/v1alpha1",
  kind: "ChronikCluster",
  metadata: { name: "older", namespace: "default", finalizers: ["chronik.stream/finalizer"] },
  spec: {
    controllers: 1,
    ingestNodes: 1,
    storage: { backend: "s3", s3: { bucket: "b", region: "r" }, size: "1Gi" },
    metastore: { database: "postgres" },
  },
};

const condition = (conditionType: string) => ({
  conditionType,
  status: "True",
  lastTransitionTime: "2025-07-01T00:00:00+00:00",
  reason: "AllReady",
});
const earlierStatus = {
  phase: "Running",
  controllers: ["older-controller-0:9090"],
  lastUpdated: "2025-07-01T00:00:00Z",
  // Two of no type: as a map by type they would be two of the same.
  conditions: [condition("Ready"), condition("ControllersReady")],
  readyReplicas: { controllers: 1 },
};

const stored = async ({ kubectl }: ControlPlane) =>
  JSON.parse(await kubectl(["get", RESOURCE, "-o", "json"]));
const patch = ({ kubectl }: ControlPlane, change: object, ...more: string[]) =>
  kubectl(["patch", RESOURCE, "--type=merge", "-p", JSON.stringify(change), ...more]);

test("the definition of today finds it, and it comes to life", async (plane) => {
  await plane.kubectl(["create", "-f", "-"], { stdin: JSON.stringify(looseDefinition) });
  await crdsServed(plane);
  await plane.kubectl(["create", "-f", "-"], { stdin: JSON.stringify(older) });
  await patch(plane, { status: earlierStatus }, "--subresource=status");

  await plane.kubectl(["apply", "--server-side", "--force-conflicts", "-f", OURS]);
  const isOurs = async () => (await stored(plane)).spec.topology === "Tiered";
  await plane.until("the definition of today to count", isOurs);

  // What Metacontroller does first.
  const finalizers = ["chronik.stream/finalizer", "metacontroller.io/compositecontroller-chronikcluster"];
  await patch(plane, { metadata: { finalizers } });
  const parent = await stored(plane);
  const answer = chronikCluster.sync(firstSync(parent, chronikCluster.childKinds), "2026-01-02T03:04:05Z");
  assert.ok(answer.children.length > 0, "its spec is understood");
  await plane.kubectl(["replace", "--subresource=status", "-f", "-"], {
    stdin: JSON.stringify({ ...parent, status: answer.status }),
  });
  assert.deepEqual((await stored(plane)).status, answer.status);

  // As the page on moving says.
  await patch(plane, { metadata: { finalizers: finalizers.slice(1) } });
  await plane.kubectl(["delete", RESOURCE, "--wait=false"]);
  await patch(plane, { metadata: { finalizers: null } });
  await assert.rejects(stored(plane), /not ?found/i);
});

test("its topology, and the number of nodes of another, never change", async (plane) => {
  await crdsServed(plane);
  const three = { topology: "Unified", nodes: 3, acceptUnsafeClustering: true };
  const manifest = { ...older, metadata: { name: "older", namespace: "default" }, spec: three };
  await plane.kubectl(["create", "-f", "-"], { stdin: JSON.stringify(manifest) });
  await assert.rejects(patch(plane, { spec: { nodes: 5 } }), /cannot be grown or shrunk/);
  await assert.rejects(patch(plane, { spec: { topology: "Tiered" } }), /topology.*cannot change/s);
  await assert.rejects(patch(plane, { spec: { nodes: null } }), /cannot be grown or shrunk/);
  await patch(plane, { spec: { resources: { server: { cpu: 2 } } } });
  await plane.kubectl(["delete", RESOURCE]);
});
