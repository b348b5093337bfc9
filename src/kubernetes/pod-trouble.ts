/** Why a pod is not ready, in the words that `kubectl describe` has for it. */
import type { Pod, PodCondition } from "kubernetes-types/core/v1.js";
import { containerTrouble, later, patiently, type Trouble } from "./container-trouble.ts";
import type { ObjectOf } from "./kinds.ts";
import { brief, schedulingReasons } from "./pod-message.ts";

export type Claim = ObjectOf<"PersistentVolumeClaim.v1">;

/** Seconds beyond its grace period that a pod is given to be gone. */
const STOPPING = 30;

/**
 * What keeps a pod from being ready, the first cause first; nothing of one that is ready or on its way.
 *
 * @param claimNamed the claims that are known
 * @param now RFC 3339 time in UTC
 */
export function podTroubles(
  pod: Pod,
  claimNamed: (name: string) => Claim | undefined,
  now: string,
): Trouble[] {
  const { metadata, status = {} } = pod;
  if (metadata?.deletionTimestamp) return [notStopping(pod, metadata.deletionTimestamp)];
  if (status.phase === "Failed") return [failed(pod)];
  if (conditionOf(pod, "Ready")?.status === "True") return [];
  if (!pod.spec?.nodeName) return [notScheduled(pod, claimNamed)];
  if (isCutOff(pod)) return [{ kind: "NodeLost", text: `its node ${pod.spec.nodeName} does not answer` }];
  return ofContainers(pod, now);
}

const conditionOf = ({ status }: Pod, type: string): PodCondition | undefined =>
  status?.conditions?.find((condition) => condition.type === type);

/** The time in deletionTimestamp is that at which the grace period ends. */
function notStopping(pod: Pod, deletionTimestamp: string): Trouble {
  const from = later(deletionTimestamp, STOPPING);
  const node = pod.spec?.nodeName;
  if (isCutOff(pod))
    return { kind: "NodeLost", text: `is Terminating, and its node ${node} does not answer`, from };
  const where = node ? ` on node ${node}` : "";
  return { kind: "PodNotStopping", text: `is still Terminating${where} after its grace period`, from };
}

/** Of an eviction, what was scarce; the amounts differ from pod to pod. */
function failed({ status }: Pod): Trouble {
  const { reason = "Failed", message = "" } = status ?? {};
  const scarce = reason === "Evicted" ? /^[^.]*/.exec(message)![0] : "";
  return {
    kind: "PodFailed",
    text:
      reason === "Evicted" ? `was evicted${scarce ? `: ${brief(scarce)}` : ""}` : `failed (${brief(reason)})`,
  };
}

function notScheduled(pod: Pod, claimNamed: (name: string) => Claim | undefined): Trouble {
  const { creationTimestamp } = pod.metadata ?? {};
  const { status, reason, message = "" } = conditionOf(pod, "PodScheduled") ?? {};
  const isRefused = status === "False" && message !== "";
  // A claim of a class that waits for the first consumer is Pending as well, without being the cause.
  const unbound =
    !isRefused || /persistentvolumeclaim/i.test(message) ? unboundClaim(pod, claimNamed) : undefined;
  if (unbound) return { kind: "ClaimNotBound", text: unbound, ...patiently(creationTimestamp) };
  if (isRefused) {
    return {
      kind: /persistentvolumeclaim/i.test(message) ? "ClaimNotBound" : "PodUnschedulable",
      text: `cannot be scheduled${reason === "Unschedulable" ? "" : ` (${reason})`}: ${schedulingReasons(message)}`,
      ...(/persistentvolumeclaim/i.test(message) && patiently(creationTimestamp)),
    };
  }
  return { kind: "PodUnschedulable", text: "has not been scheduled yet", ...patiently(creationTimestamp) };
}

/** The first of its claims that has no volume, and why as far as the claim tells. */
function unboundClaim({ spec }: Pod, claimNamed: (name: string) => Claim | undefined): string | undefined {
  for (const { persistentVolumeClaim } of spec?.volumes ?? []) {
    const claim = persistentVolumeClaim && claimNamed(persistentVolumeClaim.claimName);
    if (!claim) continue;
    const { metadata, spec: asked, status } = claim;
    if (metadata.deletionTimestamp) return `waits for claim ${metadata.name}, which is being deleted`;
    if (status?.phase === "Lost")
      return `waits for claim ${metadata.name}, whose volume ${asked?.volumeName ?? ""} is gone (Lost)`;
    if (status?.phase !== "Bound") {
      const provider = asked?.storageClassName
        ? `StorageClass ${asked.storageClassName} has not provided a volume`
        : "it has no StorageClass, and the cluster no default one";
      return `waits for claim ${metadata.name}, which is Pending: ${provider}`;
    }
  }
  return undefined;
}

/**
 * Whether its node is lost. The control plane takes Ready away then, and nothing else: what the containers were when the
 * node last answered stays.
 */
function isCutOff({ spec, status }: Pod): boolean {
  if (status?.reason === "NodeLost") return true;
  const of = (type: string) => status?.conditions?.find((condition) => condition.type === type)?.status;
  const containers = status?.containerStatuses ?? [];
  const areReady = containers.length > 0 && containers.every(({ ready }) => ready);
  return (
    of("Ready") !== "True" && of("ContainersReady") === "True" && areReady && !spec?.readinessGates?.length
  );
}

function ofContainers(pod: Pod, now: string): Trouble[] {
  const { spec, status = {} } = pod;
  const inits = spec?.initContainers ?? [];
  const init = (status.initContainerStatuses ?? []).flatMap((container) => {
    const asked = inits.find(({ name }) => name === container.name);
    // One that has done its work has ended with 0, and one that goes on beside the others is ready or not as they are.
    const isSide = asked?.restartPolicy === "Always";
    if (isSide ? container.ready : container.state?.terminated?.exitCode === 0) return [];
    return containerTrouble(container, asked, now, !isSide) ?? [];
  });
  const main = (status.containerStatuses ?? [])
    .filter(({ ready }) => !ready)
    .flatMap((container) => {
      const asked = spec?.containers.find(({ name }) => name === container.name);
      return containerTrouble(container, asked, now) ?? [];
    });
  const found = [...init, ...main];
  return found.length > 0 ? found : notStarted(pod);
}

/** What a pod waits for whose containers have nothing to say. */
function notStarted(pod: Pod): Trouble[] {
  const { spec, status = {} } = pod;
  const states = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const hasBegun = states.some(
    ({ state = {}, lastState = {} }) => state.running || state.terminated || lastState.terminated,
  );
  const scheduled = conditionOf(pod, "PodScheduled")?.lastTransitionTime ?? pod.metadata?.creationTimestamp;
  const trouble = (text: string): Trouble[] => [{ kind: "PodNotStarted", text, ...patiently(scheduled) }];
  if (hasBegun) {
    const gates = (spec?.readinessGates ?? [])
      .map(({ conditionType }) => conditionType)
      .filter((type) => conditionOf(pod, type)?.status !== "True");
    const areReady = status.containerStatuses?.every(({ ready }) => ready);
    return areReady && gates.length > 0 ? trouble(`waits for its readiness gate ${gates[0]}`) : [];
  }
  if (states.length === 0) return trouble(`has not been taken up by its node ${spec?.nodeName} yet`);
  const hasNetwork = conditionOf(pod, "PodReadyToStartContainers")?.status === "True";
  return trouble(
    `is still ContainerCreating on node ${spec?.nodeName}: ${
      hasNetwork ? "an image is being pulled" : "a volume is being attached or mounted, or an image pulled"
    }`,
  );
}
