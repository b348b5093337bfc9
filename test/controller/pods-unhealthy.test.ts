import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ContainerState, ContainerStatus } from "kubernetes-types/core/v1.js";
import { podHealth, podsRow, stoppingHealth } from "../../src/controller/pods-unhealthy.ts";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import type { ObjectMap, Status, SyncRequest } from "../../src/metacontroller/hooks.ts";

const NOW = "2026-01-02T03:04:05Z";
const BEFORE = "2026-01-02T03:00:00Z";

const mapOf = (objects: readonly { metadata: object }[]): ObjectMap[string] =>
  Object.fromEntries(
    objects.map((object) => [`data/${(object.metadata as { name: string }).name}`, object]),
  ) as unknown as ObjectMap[string];

const set = { apiVersion: "apps/v1", kind: "StatefulSet", metadata: { name: "a", uid: "uid-of-a" } };
const containerOf = (state: ContainerState, rest: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name: "app",
  image: "app:1",
  imageID: "",
  ready: false,
  restartCount: 0,
  state,
  ...rest,
});
const podOf = (name: string, container: ContainerStatus, metadata: object = {}) =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, ownerReferences: [{ uid: "uid-of-a" }], creationTimestamp: BEFORE, ...metadata },
    spec: { nodeName: "node-1", containers: [{ name: "app", image: "app:1" }] },
    status: { phase: "Running", containerStatuses: [container] },
  }) as unknown as KubernetesObject;
const requestWith = (...pods: KubernetesObject[]) =>
  ({
    parent: { apiVersion: "v1", kind: "Any", metadata: { name: "a", namespace: "data" } },
    children: { "StatefulSet.apps/v1": mapOf([set]) },
    related: { "Pod.v1": mapOf(pods) },
  }) as unknown as SyncRequest;
const messageOf = (...pods: KubernetesObject[]) =>
  podHealth(requestWith(...pods), undefined, NOW).obstacles[0]?.message;

const crashed = (exitCode = 1): ContainerStatus =>
  containerOf({ waiting: { reason: "CrashLoopBackOff" } }, {
    restartCount: 3,
    lastState: { terminated: { exitCode } },
  } as Partial<ContainerStatus>);
const pulling = (reason: string, message: string): ContainerStatus =>
  containerOf({ waiting: { reason, message } });

test("nothing is said where nothing is wrong, and nothing of pods that are not the resource's", () => {
  const ready = podOf("a-0", containerOf({ running: { startedAt: BEFORE } }, { ready: true }));
  (ready as { status?: object }).status = { conditions: [{ type: "Ready", status: "True" }] };
  assert.deepEqual(podHealth(requestWith(ready), undefined, NOW), { obstacles: [], findings: [] });
  assert.equal(
    messageOf(podOf("b-0", crashed(), { ownerReferences: [{ uid: "somebody-else" }] })),
    undefined,
  );
  assert.equal(messageOf(podOf("b-0", crashed(), { ownerReferences: undefined })), undefined);
});

test("a pod is named with its first cause, for Ready and as a condition of its own", () => {
  const { obstacles, findings } = podHealth(requestWith(podOf("a-1", crashed())), undefined, NOW);
  const message = "Pod a-1 container app crashes (exit code 1)";
  assert.deepEqual(obstacles, [{ reason: "ContainerCrashes", message }]);
  assert.deepEqual(findings, [{ type: "PodsHealthy", status: "False", reason: "ContainerCrashes", message }]);
});

test("pods with one cause are told together, in the order of their numbers, and a few of many", () => {
  const pods = Array.from({ length: 12 }, (_, index) => podOf(`a-${11 - index}`, crashed()));
  assert.equal(
    messageOf(...pods),
    "Pods a-0, a-1, a-2 and 9 more, each: container app crashes (exit code 1)",
  );
  const different = Array.from({ length: 6 }, (_, index) => podOf(`a-${index}`, crashed(index + 1)));
  assert.match(messageOf(...different)!, /^Pod a-0 .*\(exit code 1\)\. .*\(exit code 3\)\. 3 more causes$/);
});

/** What a kubelet shows, in any order, of a container that always ends the same way. */
const crashLoop = (terminated: { exitCode: number; reason: string }) =>
  fc
    .array(
      fc.record({
        restartCount: fc.integer({ min: 1, max: 500 }),
        moment: fc.constantFrom("running", "ended", "waiting", "creating"),
        backOff: fc.constantFrom("10s", "1m20s", "5m0s"),
        log: fc.string(),
        started: fc.option(fc.boolean(), { nil: undefined }),
        seconds: fc.nat({ max: 500 }),
      }),
      { minLength: 2, maxLength: 8 },
    )
    .map((moments) =>
      moments.map(({ restartCount, moment, backOff, log, started, seconds }) => {
        const end = { ...terminated, message: log, finishedAt: NOW, containerID: `id-${restartCount}` };
        const states: Record<string, ContainerState> = {
          running: { running: { startedAt: new Date(Date.parse(NOW) - seconds * 1000).toISOString() } },
          ended: { terminated: end },
          waiting: { waiting: { reason: "CrashLoopBackOff", message: `back-off ${backOff} restarting` } },
          creating: { waiting: { reason: "ContainerCreating" } },
        };
        return containerOf(states[moment]!, {
          restartCount,
          lastState: { terminated: end },
          ...(started !== undefined && { started }),
        });
      }),
    );

test("whatever a crash loop shows at the moment, its text is the same", () => {
  const anyEnd = fc.constantFrom(
    { exitCode: 1, reason: "Error" },
    { exitCode: 137, reason: "OOMKilled" },
    { exitCode: 137, reason: "Error" },
    { exitCode: 128, reason: "StartError" },
  );
  fc.assert(
    fc.property(anyEnd.chain(crashLoop), (moments) => {
      const texts = new Set(moments.map((container) => messageOf(podOf("a-0", container))));
      assert.equal(texts.size, 1, [...texts].join("\n"));
      assert.ok(![...texts].includes(undefined));
    }),
    { includeErrorInReport: true },
  );
});

test("a member that ends well twice before it joins is told neither as a crash nor as anything else", () => {
  fc.assert(
    fc.property(crashLoop({ exitCode: 0, reason: "Completed" }), (moments) => {
      for (const container of moments) {
        const young = { ...container, restartCount: 1 + (container.restartCount % 2) };
        if (young.state?.running) young.state = { running: { startedAt: NOW } };
        assert.equal(messageOf(podOf("a-0", young)), undefined);
      }
    }),
    { includeErrorInReport: true },
  );
});

test("the cause of a failed pull stays while a kubelet that does not repeat it waits for the next attempt", () => {
  let status: Status | undefined;
  const said = [
    pulling("ErrImagePull", "app:1: not found"),
    pulling("ImagePullBackOff", 'Back-off pulling image "app:1"'),
    pulling("ErrImagePull", "app:1: not found"),
  ].map((container) => {
    const { findings } = podHealth(requestWith(podOf("a-0", container)), status, NOW);
    const conditions = findings.map((finding) => ({
      ...finding,
      observedGeneration: 1,
      lastTransitionTime: NOW,
    }));
    status = { phase: "Creating", observedGeneration: 1, conditions };
    return findings[0]!.message;
  });
  assert.deepEqual([...new Set(said)], ["Pod a-0 container app: image app:1 cannot be pulled (not found)"]);
});

test("what becomes trouble with time alone is looked at again when it has", () => {
  const starting = podOf("a-0", containerOf({ running: { startedAt: "2026-01-02T03:04:00Z" } }));
  const { obstacles, resyncAfterSeconds } = podHealth(requestWith(starting), undefined, NOW);
  assert.deepEqual([obstacles, resyncAfterSeconds], [[], 25]);
  const then = podHealth(requestWith(starting), undefined, "2026-01-02T03:04:30Z");
  assert.deepEqual([then.obstacles[0]?.reason, then.resyncAfterSeconds], ["ProbeFails", undefined]);
});

test("a deletion names the pods that do not stop, and no others", () => {
  const stuck = podOf("a-0", crashed(), { deletionTimestamp: BEFORE });
  const { obstacles } = stoppingHealth(requestWith(stuck, podOf("a-1", crashed())), NOW);
  assert.deepEqual(
    obstacles.map(({ message }) => message),
    ["Pod a-0 is still Terminating on node node-1 after its grace period"],
  );
});

test("pods are seen by their labels", () => {
  const { kind, select } = podsRow((name: string) => ({ app: name }));
  assert.deepEqual([kind, select("a")], ["Pod.v1", { matchLabels: { app: "a" } }]);
});
