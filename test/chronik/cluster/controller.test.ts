/** What holds for any valid ChronikCluster, in whatever state its children are. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Service } from "kubernetes-types/core/v1.js";
import { componentName } from "../../../src/chronik/cluster/cluster.ts";
import { chronikCluster } from "../../../src/chronik/cluster/controller.ts";
import { rolesOf } from "../../../src/chronik/cluster/tiered/roles.ts";
import { SERVER } from "../../../src/chronik/cluster/unified/nodes.ts";
import { isTrue } from "../../../src/kubernetes/condition.ts";
import type { SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { ofKind } from "../../../src/metacontroller/observed.ts";
import { feedBack } from "../../support/api-server.ts";
import { settled } from "../../support/arbitraries/observed.ts";
import { NOW } from "../../support/arbitraries/situation.ts";
import { holdsIn, isPaused, laws } from "../../support/laws.ts";
import { anySituation } from "./arbitraries.ts";
import { badSpecs } from "./bad-specs.ts";
import { clusterFrom, requestOf } from "./cluster-of.ts";

const { sync } = chronikCluster;

laws({
  controller: chronikCluster,
  anySituation,
  badSpecs,
  wants(parent, name) {
    const cluster = clusterFrom(parent);
    const components = cluster.spec.topology === "Unified" ? ([SERVER] as const) : rolesOf(cluster);
    return components.some((component) => componentName(cluster, component) === name);
  },
});

holdsIn(anySituation)("no StatefulSet is ever deleted, whatever becomes of the topology", ({ request }) => {
  const names = (sets: readonly { metadata: { name?: string } }[]) =>
    sets.map(({ metadata }) => metadata.name);
  const kept = names(sync(request, NOW).children.filter(({ kind }) => kind === "StatefulSet"));
  const search = `${request.parent.metadata.name}-search`;
  const there = names(ofKind(request.children, "StatefulSet.apps/v1")).filter((name) => name !== search);
  assert.deepEqual(
    there.filter((name) => !kept.includes(name)),
    [],
    "search alone can be asked to go",
  );
});

holdsIn(anySituation)("a cluster that nothing keeps from it ends up Running", ({ request, strategy }) => {
  const isFree = Object.keys(request.related?.["StatefulSet.apps/v1"] ?? {}).length === 0;
  fc.pre(isFree && !isPaused(request) && isTrue(sync(request, NOW).status.conditions, "SecretsAvailable"));
  let settling = request;
  for (let round = 0; round < 4; round++) {
    const fed = withAddresses(feedBack(settling, sync(settling, NOW), strategy));
    settling = { ...fed, children: settled(fed.children) };
  }
  const { phase, conditions } = sync(settling, NOW).status;
  const stalled = conditions.find(({ type, status }) => type === "Stalled" && status === "True");
  fc.pre(!["NodesFixed", "TopologyFixed", "VolumeLost"].includes(stalled?.reason ?? ""));
  assert.equal(phase, "Running", JSON.stringify(conditions));
});

/** What Kubernetes gives to Services that are to be reached from outside. */
function withAddresses(request: SyncRequest): SyncRequest {
  const services = Object.entries(request.children["Service.v1"] ?? {}).map(([key, service], index) => {
    const { spec } = service as unknown as Service;
    const ports = spec?.ports?.map((port, nth) => ({ nodePort: 30_000 + 2 * index + nth, ...port }));
    const status = { loadBalancer: { ingress: [{ ip: `192.0.2.${index}` }] } };
    return [
      key,
      { ...service, ...(spec?.type !== "ClusterIP" && { spec: { ...spec, ports }, status }) },
    ] as const;
  });
  const children = { ...request.children, "Service.v1": Object.fromEntries(services) };
  return { ...request, children: children as SyncRequest["children"] };
}

test("a resource with the status and the finalizer of the earlier operator gets a status of ours", () => {
  const request = requestOf({ storage: { backend: "local" }, metastore: { database: "postgres" } });
  const condition = {
    conditionType: "Ready",
    status: "True",
    lastTransitionTime: "2025-07-01T00:00:00+00:00",
    reason: "AllReady",
    message: "ok",
  };
  const earlier = {
    ...request.parent,
    metadata: { ...request.parent.metadata, finalizers: ["chronik.stream/finalizer"] },
    status: {
      phase: "Running",
      controllers: ["events-controller-0.events-controller:9090"],
      ingestNodes: [],
      searchNodes: [],
      lastUpdated: "2025-07-01T00:00:00Z",
      conditions: [condition],
      readyReplicas: { controllers: 1, ingestNodes: 1, searchNodes: 0 },
    },
  };
  const { status, children } = sync({ ...request, parent: earlier }, NOW);
  assert.deepEqual(
    status.conditions.slice(0, 3).map(({ type }) => type),
    ["Ready", "Reconciling", "Stalled"],
  );
  assert.ok(status.conditions.every(({ lastTransitionTime }) => lastTransitionTime === NOW));
  assert.ok(!("lastUpdated" in status) && !("controllers" in status));
  assert.ok(children.length > 0);
});
