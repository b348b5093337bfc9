/** Why a container of a pod does not run, in the words that `kubectl describe` has for it. */
import type { Container, ContainerStateTerminated, ContainerStatus } from "kubernetes-types/core/v1.js";
import { brief } from "./pod-message.ts";

/** Something that keeps a pod from being ready. */
export interface Trouble {
  kind: TroubleKind;
  /** Continues the name of the pod, without a full stop. The same as long as the cause is: no count, no time. */
  text: string;
  /** RFC 3339. What every start goes through is trouble only from then on. */
  from?: string;
}

export type TroubleKind =
  | "PodUnschedulable"
  | "ClaimNotBound"
  | "PodNotStarted"
  | "ImageNotPulled"
  | "ContainerNotCreated"
  | "ContainerCrashes"
  | "OutOfMemory"
  | "ProbeFails"
  | "NodeLost"
  | "PodFailed"
  | "PodNotStopping";

/** Seconds that a healthy start may take for one step, before it is told. */
const PATIENCE = 30;

/** A container that has run for so long is no longer in the loop that its last crash belonged to: kubelet's own measure. */
const LOOP_SECONDS = 600;

/** How often a container may end well before that is told: a member that joins others may do so once or twice. */
const ENDS_WELL = 2;

/** Kubelet's reasons for a container that waits for its image. */
const IMAGE = new Set([
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
]);

/** Kubelet's reasons for a container that cannot be made. */
const CREATION = new Set([
  "CreateContainerConfigError",
  "CreateContainerError",
  "PreCreateHookError",
  "PreStartHookError",
  "PostStartHookError",
  "RunContainerError",
]);

/**
 * The first reason why a container is not ready; nothing of one that is, or that is about to be.
 *
 * A container that crashes again and again is by turns running, terminated and waiting. So what counts is how it ended last,
 * and not what it does at the moment. The message of an end is left out: it may be the end of the container's log.
 *
 * @param spec the container in the pod's spec
 * @param now RFC 3339
 */
export function containerTrouble(
  status: ContainerStatus,
  spec: Container | undefined,
  now: string,
  isInit = false,
): Trouble | undefined {
  const { state = {}, lastState = {} } = status;
  const { waiting, running } = state;
  const name = `${isInit ? "init container" : "container"} ${status.name}`;
  if (waiting?.reason && IMAGE.has(waiting.reason)) {
    return { kind: "ImageNotPulled", text: `${name}: ${imageText(spec?.image ?? status.image, waiting)}` };
  }
  const end = state.terminated ?? lastState.terminated;
  if (waiting?.reason && CREATION.has(waiting.reason) && !(end && waiting.reason === "RunContainerError")) {
    const why = waiting.message ? `: ${brief(waiting.message)}` : "";
    return { kind: "ContainerNotCreated", text: `${name} cannot be created (${waiting.reason})${why}` };
  }
  if (end && !isOver(running?.startedAt, now)) {
    const crash = crashOf(name, end, status.restartCount, spec);
    if (crash) return crash;
  }
  if (waiting?.reason === "CrashLoopBackOff" && !end)
    return { kind: "ContainerCrashes", text: `${name} crashes` };
  if (!running) return undefined;
  if (isInit)
    return { kind: "PodNotStarted", text: `${name} is still running`, ...patiently(running.startedAt) };
  return {
    kind: "ProbeFails",
    text:
      status.started === false
        ? `${name} runs, and its startup probe has not succeeded yet`
        : `${name} runs, and its readiness probe fails`,
    ...patiently(running.startedAt),
  };
}

/** The first of the usual causes that an error of a pull names. */
const CAUSES: readonly (readonly [cause: string, says: RegExp])[] = [
  ["too many requests", /toomanyrequests|rate limit|\b429\b/i],
  ["access denied", /unauthorized|denied|forbidden|authentication required|\b40[13]\b/i],
  ["not found", /not found|manifest unknown|\b404\b/i],
  ["certificate not trusted", /x509|certificate/i],
  ["registry not reached", /no such host|timeout|timed out|refused|unreachable|dial tcp|\bEOF\b/i],
];

/** The cause, where the message has it in every state: between two attempts older kubelets do not repeat it. */
function imageText(image: string, { reason, message = "" }: { reason?: string; message?: string }): string {
  if (reason === "InvalidImageName") return `image ${brief(image)} is no valid name of an image`;
  if (reason === "ErrImageNeverPull") return `image ${brief(image)} is not on the node, and is never pulled`;
  const error = message.replaceAll(image, "");
  const cause = CAUSES.find(([, says]) => says.test(error))?.[0];
  return `image ${brief(image)} cannot be pulled${cause ? ` (${cause})` : ""}`;
}

const isOver = (startedAt: string | undefined, now: string): boolean =>
  startedAt !== undefined && now >= later(startedAt, LOOP_SECONDS);

function crashOf(
  name: string,
  { exitCode, reason, signal }: ContainerStateTerminated,
  restarts: number,
  spec: Container | undefined,
): Trouble | undefined {
  if (reason === "OOMKilled") {
    const limit = spec?.resources?.limits?.memory;
    return {
      kind: "OutOfMemory",
      text: `${name} is killed for want of memory (OOMKilled${limit ? `; its limit is ${limit}` : ""})`,
    };
  }
  if (exitCode === 0) {
    return restarts > ENDS_WELL
      ? { kind: "ContainerCrashes", text: `${name} ends again and again, with exit code 0` }
      : undefined;
  }
  const details = [
    `exit code ${exitCode}`,
    ...(signal ? [`signal ${signal}`] : []),
    ...(reason && reason !== "Error" ? [brief(reason)] : []),
  ];
  const killed = exitCode === 137 || exitCode === 143 ? "; it was told to stop, as when its probes fail" : "";
  return { kind: "ContainerCrashes", text: `${name} crashes (${details.join(", ")}${killed})` };
}

/** RFC 3339, to the second; anything else comes back as it is. */
export function later(time: string, seconds: number): string {
  const moment = Date.parse(time);
  return Number.isFinite(moment)
    ? new Date(moment + seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z")
    : time;
}

/** When something that began then is trouble. */
export const patiently = (since: string | undefined): Pick<Trouble, "from"> =>
  since === undefined ? {} : { from: later(since, PATIENCE) };
