import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContainerState, ContainerStatus } from "kubernetes-types/core/v1.js";
import { containerTrouble, later, type Trouble } from "../../src/kubernetes/container-trouble.ts";

const NOW = "2026-01-02T03:04:05Z";
const SPEC = { name: "app", image: "app:1", resources: { limits: { memory: "512Mi" } } };

const statusOf = (state: ContainerState, rest: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name: "app",
  image: "app:1",
  imageID: "",
  ready: false,
  restartCount: 0,
  state,
  ...rest,
});
const waiting = (reason: string, message?: string): ContainerState => ({
  waiting: { reason, ...(message !== undefined && { message }) },
});
const ended = (exitCode: number, reason = "Error"): ContainerState => ({
  terminated: { exitCode, reason, message: "the last line of the log" },
});
const running = (startedAt: string): ContainerState => ({ running: { startedAt } });
const troubleOf = (status: ContainerStatus, isInit = false) => containerTrouble(status, SPEC, NOW, isInit);
const told = (trouble: Trouble | undefined) => trouble && `${trouble.kind}: ${trouble.text}`;

const cases: [what: string, status: ContainerStatus, told: string | undefined][] = [
  ["created", statusOf(waiting("ContainerCreating")), undefined],
  ["waiting for init containers", statusOf(waiting("PodInitializing")), undefined],
  [
    "without a key",
    statusOf(waiting("CreateContainerConfigError", "couldn't find key password in Secret data/keys")),
    "ContainerNotCreated: container app cannot be created (CreateContainerConfigError): couldn't find key password in Secret data/keys",
  ],
  [
    "of a command that does not exist",
    statusOf(waiting("RunContainerError", 'exec: "nothing": executable file not found in $PATH')),
    'ContainerNotCreated: container app cannot be created (RunContainerError): exec: "nothing": executable file not found in $PATH',
  ],
  [
    "of such a command, once more",
    statusOf(waiting("RunContainerError", "exec"), { restartCount: 1, lastState: ended(128, "StartError") }),
    "ContainerCrashes: container app crashes (exit code 128, StartError)",
  ],
  [
    "with a wrong name of an image",
    statusOf(waiting("InvalidImageName")),
    "ImageNotPulled: container app: image app:1 is no valid name of an image",
  ],
  [
    "with an image that is nowhere",
    statusOf(waiting("ErrImagePull", "rpc error: code = NotFound desc = app:1: not found")),
    "ImageNotPulled: container app: image app:1 cannot be pulled (not found)",
  ],
  [
    "with that image, between two attempts",
    statusOf(waiting("ImagePullBackOff", 'Back-off pulling image "app:1": ErrImagePull: app:1: not found')),
    "ImageNotPulled: container app: image app:1 cannot be pulled (not found)",
  ],
  [
    "with an image for which it has no right",
    statusOf(waiting("ErrImagePull", "pull access denied, repository does not exist or may require auth")),
    "ImageNotPulled: container app: image app:1 cannot be pulled (access denied)",
  ],
  [
    "with an image from a registry that is not reached",
    statusOf(waiting("ErrImagePull", "dial tcp: lookup registry: no such host")),
    "ImageNotPulled: container app: image app:1 cannot be pulled (registry not reached)",
  ],
  ["crashing", statusOf(ended(1)), "ContainerCrashes: container app crashes (exit code 1)"],
  [
    "killed for want of memory",
    statusOf(waiting("CrashLoopBackOff"), { restartCount: 4, lastState: ended(137, "OOMKilled") }),
    "OutOfMemory: container app is killed for want of memory (OOMKilled; its limit is 512Mi)",
  ],
  [
    "told to stop by kubelet",
    statusOf(running(NOW), { restartCount: 1, lastState: ended(143) }),
    "ContainerCrashes: container app crashes (exit code 143; it was told to stop, as when its probes fail)",
  ],
  ["crashing unseen", statusOf(waiting("CrashLoopBackOff")), "ContainerCrashes: container app crashes"],
  ["ending well once", statusOf(ended(0, "Completed")), undefined],
  [
    "ending well twice, as a member does that joins",
    statusOf(waiting("CrashLoopBackOff"), { restartCount: 2, lastState: ended(0, "Completed") }),
    undefined,
  ],
  [
    "ending well again and again",
    statusOf(waiting("CrashLoopBackOff"), { restartCount: 3, lastState: ended(0, "Completed") }),
    "ContainerCrashes: container app ends again and again, with exit code 0",
  ],
];
for (const [what, status, expected] of cases)
  test(`a container that is ${what}: ${expected ?? "nothing"}`, () =>
    assert.equal(told(troubleOf(status)), expected));

test("no text has a word of the log that may stand in the message of an end", () => {
  for (const [, status] of cases) assert.doesNotMatch(told(troubleOf(status)) ?? "", /log/);
});

test("a probe counts as failing only once a start would be over", () => {
  const begun = { kind: "ProbeFails", from: later(NOW, 30) };
  assert.deepEqual(troubleOf(statusOf(running(NOW), { started: false })), {
    ...begun,
    text: "container app runs, and its startup probe has not succeeded yet",
  });
  assert.deepEqual(troubleOf(statusOf(running(NOW), { started: true })), {
    ...begun,
    text: "container app runs, and its readiness probe fails",
  });
});

test("a crash of long ago is not what keeps a container from being ready now", () => {
  const status = (startedAt: string) =>
    statusOf(running(startedAt), { restartCount: 7, lastState: ended(1), started: true });
  assert.equal(troubleOf(status("2026-01-02T03:00:00Z"))?.kind, "ContainerCrashes");
  assert.equal(troubleOf(status("2026-01-02T02:54:05Z"))?.kind, "ProbeFails");
});

test("an init container is called so, and has time to work", () => {
  assert.match(told(troubleOf(statusOf(ended(2)), true))!, /^ContainerCrashes: init container app crashes/);
  assert.deepEqual(troubleOf(statusOf(running(NOW)), true), {
    kind: "PodNotStarted",
    text: "init container app is still running",
    from: later(NOW, 30),
  });
});

test("a time that is none is taken for one that has come", () =>
  assert.equal(later("whenever", 30), "whenever"));
