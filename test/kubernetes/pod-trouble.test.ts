import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContainerStatus, Pod, PodCondition, PodSpec } from "kubernetes-types/core/v1.js";
import { type Claim, podTroubles } from "../../src/kubernetes/pod-trouble.ts";

const NOW = "2026-01-02T03:04:05Z";
const BEFORE = "2026-01-02T03:00:00Z";

const condition = (type: string, status: string, rest: Partial<PodCondition> = {}): PodCondition => ({
  type,
  status,
  lastTransitionTime: BEFORE,
  ...rest,
});
const container = (rest: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name: "app",
  image: "app:1",
  imageID: "",
  ready: false,
  restartCount: 0,
  state: { waiting: { reason: "ContainerCreating" } },
  ...rest,
});
const running = { running: { startedAt: BEFORE } };

interface Given {
  metadata?: Pod["metadata"];
  spec?: Partial<PodSpec>;
  status?: Pod["status"];
}
const podOf = ({ metadata, spec, status }: Given): Pod => ({
  metadata: { name: "a-0", creationTimestamp: BEFORE, ...metadata },
  spec: {
    containers: [{ name: "app", image: "app:1" }],
    volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data-a-0" } }],
    ...spec,
  },
  status: { phase: "Pending", ...status },
});
const claimOf = (
  phase: string,
  spec: object = { storageClassName: "fast" },
  metadata: object = {},
): Claim => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "data-a-0", ...metadata },
  spec,
  status: { phase },
});
const told = (given: Given, claim?: Claim, now = NOW) => {
  const [first] = podTroubles(podOf(given), (name) => (name === "data-a-0" ? claim : undefined), now);
  return first && (first.from === undefined || first.from <= now)
    ? `${first.kind}: ${first.text}`
    : undefined;
};

const onNode = { spec: { nodeName: "node-1" } };
const refused = (message: string, reason = "Unschedulable") => ({
  status: { conditions: [condition("PodScheduled", "False", { reason, message })] },
});
const UNBOUND = "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.";

const cases: [what: string, given: Given, claim: Claim | undefined, told: string | undefined][] = [
  ["ready", { ...onNode, status: { conditions: [condition("Ready", "True")] } }, undefined, undefined],
  [
    "not placed for want of nodes",
    refused("0/3 nodes are available: 3 Insufficient cpu. preemption: none"),
    claimOf("Pending"),
    "PodUnschedulable: cannot be scheduled: Insufficient cpu",
  ],
  [
    "gated",
    refused("Scheduling is blocked due to non-empty scheduling gates", "SchedulingGated"),
    undefined,
    "PodUnschedulable: cannot be scheduled (SchedulingGated): Scheduling is blocked due to non-empty scheduling gates",
  ],
  [
    "waiting for a volume",
    refused(UNBOUND),
    claimOf("Pending"),
    "ClaimNotBound: waits for claim data-a-0, which is Pending: StorageClass fast has not provided a volume",
  ],
  [
    "waiting for a volume of no class",
    refused(UNBOUND),
    claimOf("Pending", {}),
    "ClaimNotBound: waits for claim data-a-0, which is Pending: it has no StorageClass, and the cluster no default one",
  ],
  [
    "waiting for a volume that is gone",
    refused(
      '0/3 nodes are available: persistentvolumeclaim "data-a-0" bound to non-existent persistentvolume "pv-1".',
    ),
    claimOf("Lost", { volumeName: "pv-1" }),
    "ClaimNotBound: waits for claim data-a-0, whose volume pv-1 is gone (Lost)",
  ],
  [
    "waiting for a claim that goes",
    refused('0/3 nodes are available: persistentvolumeclaim "data-a-0" is being deleted.'),
    claimOf("Bound", {}, { deletionTimestamp: BEFORE }),
    "ClaimNotBound: waits for claim data-a-0, which is being deleted",
  ],
  [
    "waiting for a claim that nobody sees",
    refused('0/3 nodes are available: persistentvolumeclaim "data-a-0" not found.'),
    undefined,
    'ClaimNotBound: cannot be scheduled: persistentvolumeclaim "data-a-0" not found',
  ],
  [
    "placed for a volume that is being made",
    {},
    claimOf("Pending"),
    "ClaimNotBound: waits for claim data-a-0, which is Pending: StorageClass fast has not provided a volume",
  ],
  ["seen by no scheduler", {}, claimOf("Bound"), "PodUnschedulable: has not been scheduled yet"],
  [
    "on a node that does not take it up",
    onNode,
    undefined,
    "PodNotStarted: has not been taken up by its node node-1 yet",
  ],
  [
    "without its volumes",
    { ...onNode, status: { containerStatuses: [container()] } },
    undefined,
    "PodNotStarted: is still ContainerCreating on node node-1: a volume is being attached or mounted, or an image pulled",
  ],
  [
    "pulling for long",
    {
      ...onNode,
      status: {
        conditions: [condition("PodReadyToStartContainers", "True")],
        containerStatuses: [container()],
      },
    },
    undefined,
    "PodNotStarted: is still ContainerCreating on node node-1: an image is being pulled",
  ],
  [
    "crashing",
    {
      ...onNode,
      status: { containerStatuses: [container({ state: { terminated: { exitCode: 1 } } })] },
    },
    undefined,
    "ContainerCrashes: container app crashes (exit code 1)",
  ],
  [
    "kept by an init container, the first that fails",
    {
      spec: { nodeName: "node-1", initContainers: [{ name: "one" }, { name: "two" }] },
      status: {
        initContainerStatuses: [
          container({ name: "one", state: { terminated: { exitCode: 0 } } }),
          container({ name: "two", state: { terminated: { exitCode: 3 } } }),
        ],
        containerStatuses: [container({ state: { waiting: { reason: "PodInitializing" } } })],
      },
    },
    undefined,
    "ContainerCrashes: init container two crashes (exit code 3)",
  ],
  [
    "running beside a side container that crashes",
    {
      spec: { nodeName: "node-1", initContainers: [{ name: "side", restartPolicy: "Always" }] },
      status: {
        phase: "Running",
        initContainerStatuses: [container({ name: "side", state: { terminated: { exitCode: 3 } } })],
        containerStatuses: [container({ ready: true, state: running })],
      },
    },
    undefined,
    "ContainerCrashes: container side crashes (exit code 3)",
  ],
  [
    "ended well once, and on its way again",
    {
      ...onNode,
      status: {
        containerStatuses: [
          container({
            state: { waiting: { reason: "CrashLoopBackOff" } },
            lastState: { terminated: { exitCode: 0 } },
            restartCount: 1,
          }),
        ],
      },
    },
    undefined,
    undefined,
  ],
  [
    "cut off",
    {
      ...onNode,
      status: {
        phase: "Running",
        conditions: [condition("Ready", "False"), condition("ContainersReady", "True")],
        containerStatuses: [container({ ready: true, state: running })],
      },
    },
    undefined,
    "NodeLost: its node node-1 does not answer",
  ],
  [
    "waiting for a gate of somebody's",
    {
      spec: { nodeName: "node-1", readinessGates: [{ conditionType: "example.org/in-rotation" }] },
      status: {
        phase: "Running",
        conditions: [condition("Ready", "False"), condition("ContainersReady", "True")],
        containerStatuses: [container({ ready: true, state: running })],
      },
    },
    undefined,
    "PodNotStarted: waits for its readiness gate example.org/in-rotation",
  ],
  [
    "evicted",
    {
      ...onNode,
      status: {
        phase: "Failed",
        reason: "Evicted",
        message: "The node was low on resource: memory. Threshold quantity: 100Mi, available: 93Mi.",
      },
    },
    undefined,
    "PodFailed: was evicted: The node was low on resource: memory",
  ],
  [
    "not let in",
    { ...onNode, status: { phase: "Failed", reason: "OutOfcpu", message: "used: 3" } },
    undefined,
    "PodFailed: failed (OutOfcpu)",
  ],
  [
    "stopping for longer than it may",
    { ...onNode, metadata: { deletionTimestamp: BEFORE } },
    undefined,
    "PodNotStopping: is still Terminating on node node-1 after its grace period",
  ],
  [
    "stopping on a lost node",
    { ...onNode, metadata: { deletionTimestamp: BEFORE }, status: { reason: "NodeLost" } },
    undefined,
    "NodeLost: is Terminating, and its node node-1 does not answer",
  ],
];
for (const [what, given, claim, expected] of cases)
  test(`a pod that is ${what}: ${expected ?? "nothing"}`, () => assert.equal(told(given, claim), expected));

test("what every start goes through is told only after a while", () => {
  const soon = "2026-01-02T03:00:20Z";
  assert.equal(told({}, claimOf("Pending"), soon), undefined);
  assert.equal(told(refused(UNBOUND), claimOf("Pending"), soon), undefined);
  assert.equal(told({ ...onNode, status: { containerStatuses: [container()] } }, undefined, soon), undefined);
  assert.equal(told({ ...onNode, metadata: { deletionTimestamp: BEFORE } }, undefined, soon), undefined);
});

test("a class that waits for its first consumer is not why a pod has no node", () =>
  assert.match(
    told(refused("0/3 nodes are available: 3 Insufficient memory."), claimOf("Pending"))!,
    /^PodUnschedulable/,
  ));
