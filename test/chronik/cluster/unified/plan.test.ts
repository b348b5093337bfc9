import assert from "node:assert/strict";
import { test } from "node:test";
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import {
  CONFIRM_RESTART,
  POD_TEMPLATE,
  START_EMPTY,
  VOLUMES,
} from "../../../../src/chronik/cluster/annotations.ts";
import type { ChronikCluster } from "../../../../src/chronik/cluster/cluster.ts";
import { statefulSet } from "../../../../src/chronik/cluster/unified/children/stateful-set.ts";
import type { Observed } from "../../../../src/chronik/cluster/unified/observed.ts";
import { planOf } from "../../../../src/chronik/cluster/unified/plan.ts";
import { clusterFrom, parentOf } from "../cluster-of.ts";
import { brokersFrom, SINGLE, singleOf, THREE, threeOf } from "./unified-of.ts";

const specified = (cluster: ChronikCluster) => statefulSet(cluster, brokersFrom(cluster), "");

/** The StatefulSet of a cluster with this many ready pods. */
function running(cluster: ChronikCluster, ready = cluster.spec.nodes, annotations: object = {}): StatefulSet {
  const set = specified(cluster);
  return {
    ...set,
    metadata: {
      ...set.metadata,
      generation: 1,
      annotations: { ...set.metadata?.annotations, ...annotations },
    },
    status: { observedGeneration: 1, replicas: cluster.spec.nodes, readyReplicas: ready },
  };
}

const claims = (...indexes: number[]) => new Map(indexes.map((index) => [index, `uid-${index}`]));

const plan = (
  cluster: ChronikCluster,
  { statefulSet, claims = new Map() }: { statefulSet?: StatefulSet; claims?: Observed["claims"] } = {},
) => planOf(cluster, { statefulSet, claims } as Observed, specified(cluster));

const annotated = (annotations: Record<string, string>, spec: object = THREE) =>
  clusterFrom(parentOf(spec, { annotations }));

const REMEMBERED = { [VOLUMES]: "1=uid-1,2=uid-2,3=uid-3" };

test("the first start: every node may start empty", () => {
  const { frozen, nodesStay, mayStartEmpty, volumes } = plan(threeOf());
  assert.deepEqual([frozen, nodesStay, volumes.size], [undefined, undefined, 0]);
  assert.deepEqual(mayStartEmpty, [1, 2, 3]);
});

test("over the volumes of all nodes, kept from before: none may start empty", () => {
  const { frozen, mayStartEmpty, volumes } = plan(threeOf(), { claims: claims(1, 2, 3) });
  assert.equal(frozen, undefined);
  assert.deepEqual(mayStartEmpty, []);
  assert.deepEqual([...volumes.keys()], [1, 2, 3], "and they are remembered from the start");
});

test("over the volumes of some nodes it does not start, until somebody says that the others may be empty", () => {
  const { frozen } = plan(threeOf(), { claims: claims(1, 3) });
  assert.equal(frozen?.reason, "VolumeLost");
  assert.match(frozen!.message, /nodes 2 are lost: data-events-server-2\..*chronik\.stream\/start-empty=2$/s);
  const accepted = plan(annotated({ [START_EMPTY]: "2" }), { claims: claims(1, 3) });
  assert.equal(accepted.frozen, undefined);
  assert.deepEqual(accepted.mayStartEmpty, [2]);
});

test("over the volumes of a cluster of another size nothing starts: it would go without their records", () => {
  for (const [cluster, indexes] of [
    [threeOf(), [1, 2, 3, 4, 5]],
    [threeOf(), [0]],
    [singleOf(), [1, 2, 3]],
  ] as const) {
    const { frozen } = plan(cluster, { claims: claims(...indexes) });
    assert.equal(frozen?.reason, "NodesFixed");
    assert.ok(frozen!.message.includes(`data-events-server-${indexes.at(-1)}`), frozen!.message);
  }
  assert.equal(plan(singleOf(), { claims: claims(0) }).frozen, undefined, "its own it takes");
});

test("the number of nodes never changes, though an older definition of the resource may let it", () => {
  const { frozen } = plan(threeOf({ nodes: 5 }), { statefulSet: running(threeOf()) });
  assert.equal(frozen?.reason, "NodesFixed");
  assert.match(frozen!.message, /Set nodes to 3 again/);
  assert.equal(plan(threeOf(), { statefulSet: running(singleOf()) }).frozen?.reason, "NodesFixed");
  const scaled = running(threeOf());
  scaled.spec!.replicas = 5;
  assert.equal(
    plan(threeOf(), { statefulSet: scaled }).frozen,
    undefined,
    "what was scaled by hand is set back",
  );
});

test("a change that restarts several nodes waits for an annotation that names it", () => {
  const changed = threeOf({ image: { server: "other:1" } });
  const { nodesStay } = plan(changed, { statefulSet: running(threeOf()) });
  assert.equal(nodesStay?.reason, "RestartNotConfirmed");
  const template = specified(changed).metadata!.annotations![POD_TEMPLATE]!;
  assert.ok(nodesStay!.message.endsWith(`chronik.stream/confirm-restart=${template}`), nodesStay!.message);

  const spec = { ...THREE, image: { server: "other:1" } };
  const confirmed = annotated({ [CONFIRM_RESTART]: template }, spec);
  assert.equal(plan(confirmed, { statefulSet: running(threeOf()) }).nodesStay, undefined);
  const another = annotated({ [CONFIRM_RESTART]: template }, { ...spec, usersSecret: "users" });
  assert.ok(
    plan(another, { statefulSet: running(threeOf()) }).nodesStay,
    "it is good for the one change alone",
  );
});

test("a change that restarts nothing does not wait, and neither does a single node, which loses nothing", () => {
  const kept = threeOf({ storage: { deletionPolicy: "Delete" } });
  assert.equal(plan(kept, { statefulSet: running(threeOf()) }).nodesStay, undefined);
  const single = clusterFrom(parentOf({ ...SINGLE, image: { server: "other:1" } }));
  assert.equal(plan(single, { statefulSet: running(singleOf()) }).nodesStay, undefined);
});

test("the volumes are remembered once all nodes are ready, and from then on none may start empty", () => {
  const starting = plan(threeOf(), { statefulSet: running(threeOf(), 2), claims: claims(1, 2, 3) });
  assert.deepEqual(starting.mayStartEmpty, [1, 2, 3]);
  assert.equal(starting.volumes.size, 0);
  const ready = plan(threeOf(), { statefulSet: running(threeOf()), claims: claims(1, 2, 3) });
  assert.deepEqual([...ready.volumes.values()], ["uid-1", "uid-2", "uid-3"]);
  assert.deepEqual(ready.mayStartEmpty, []);
});

test("a node whose claim is gone or another one waits, until somebody says that it may start empty", () => {
  const statefulSet = running(threeOf(), 2, REMEMBERED);
  const fresh = new Map([...claims(1, 3), [2, "fresh"]] as [number, string][]);
  for (const found of [claims(1, 3), fresh]) {
    const { lost, mayStartEmpty, volumes } = plan(threeOf(), { statefulSet, claims: found });
    assert.deepEqual(lost, [2]);
    assert.deepEqual(mayStartEmpty, []);
    assert.equal(volumes.get(2), "uid-2", "what it had is not forgotten");
  }
  const accepted = plan(annotated({ [START_EMPTY]: "1,2" }), { statefulSet, claims: fresh });
  assert.deepEqual([accepted.lost, accepted.mayStartEmpty], [[], [2]], "1 still has its volume");
});

test("a claim that was restored under its name counts as soon as its node is ready", () => {
  const restored = new Map([...claims(1, 3), [2, "restored"]] as [number, string][]);
  const { lost, volumes } = plan(threeOf(), {
    statefulSet: running(threeOf(), 3, REMEMBERED),
    claims: restored,
  });
  assert.deepEqual(lost, []);
  assert.equal(volumes.get(2), "restored");
});
