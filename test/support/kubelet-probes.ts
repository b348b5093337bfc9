/**
 * When the kubelet notices, played without a cluster. As in its prober (pkg/kubelet/prober/worker.go and
 * prober_manager.go, v1.36): each probe has a ticker of its own, which knows nothing of the container's start; the others
 * wait for the start-up probe; and the readiness probe runs at once when the start-up probe has succeeded, then a period
 * after that. Times are in seconds since the container was started.
 */
interface Times {
  periodSeconds: number;
  failureThreshold?: number;
}

/**
 * @param probes `phase`: how long after the container's start the ticker of the start-up probe ticks, less than a period
 * @param server when it is live, and when readiness would be granted
 */
export function secondsToReady(
  probes: { startup: Times; readiness: Times; phase: number },
  server: { live: number; joined: number },
): number {
  const started = firstTick(probes.phase, probes.startup, server.live);
  return firstTick(started, probes.readiness, server.joined);
}

/**
 * @param phase how long after the fault the readiness probe's ticker ticks
 * @param answer how long each look takes
 */
export const secondsToUnready = (
  { periodSeconds, failureThreshold = 1 }: Times,
  phase: number,
  answer: number,
): number => phase + (failureThreshold - 1) * periodSeconds + answer;

/** The first tick of a ticker at which something is so. */
const firstTick = (begin: number, { periodSeconds }: Times, so: number): number =>
  begin + Math.max(0, Math.ceil((so - begin) / periodSeconds)) * periodSeconds;
