import type { Probe } from "kubernetes-types/core/v1.js";
import { httpProbe } from "../../../kubernetes/container.ts";
import type { Security } from "../cluster.ts";
import { NODE } from "../ports.ts";

/**
 * A container that starts. A day: a member that copies a large database is not live before it has everything, and one
 * that is killed meanwhile starts over. Every two seconds, since each second between two looks is a second that every
 * member adds to a rolling restart.
 */
export const STARTUP = { periodSeconds: 2, failureThreshold: 43_200 } as const;

/** A container that has started. A minute, since a restart is the last resort. */
export const LIVENESS = { periodSeconds: 10, failureThreshold: 6 } as const;

/**
 * A member among the others. One that is cut off leaves the Services after 10 to 15 seconds; an election takes 1 to 3
 * and passes unnoticed. The kubelet asks for the first time at once when the container has started, then once a period:
 * so a period is also the most that a member waits after it has joined.
 */
export const READINESS = { periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 5 } as const;

/** Less than the probe's own limit, so that curl says that it was the time, and no process stays behind. */
const ANSWER_SECONDS = 3;

/** What /info calls a member that has joined. A read-only replica without leader still answers reads. */
export const JOINED_STATES = [
  "leader",
  "follower",
  "resigningleader",
  "readonlyreplica",
  "readonlyleaderless",
] as const;

/** Whether the server lives. Without TLS it does as soon as its database is open, alone and without quorum. */
export const healthProbe = (
  mode: Security["mode"],
  times: { periodSeconds: number; failureThreshold: number },
): Probe => httpProbe("/health/live", NODE, times, mode === "TLS" ? "HTTPS" : "HTTP");

/**
 * Whether the member has joined. The image has sh and curl, and there is no HTTP request whose code would tell.
 * The kubelet replaces `$(NAME)` and `$$` in the command: neither is in it.
 */
export const readinessProbe = (mode: Security["mode"], nodePort: number): Probe => ({
  exec: { command: ["sh", "-c", script(mode, nodePort)] },
  successThreshold: 1,
  ...READINESS,
});

/**
 * The address is loopback, because the server listens on all addresses and a name would make readiness depend on DNS.
 * A proxy may be set in the environment. The state is looked for in front of the first nested object only: in
 * `features` and `authentication` any word may stand. What is printed becomes the event's text: the state, or what curl
 * says, never the answer.
 */
const script = (mode: Security["mode"], nodePort: number): string => `\
info=$(curl -sSfk --noproxy '*' -m ${ANSWER_SECONDS} ${mode === "TLS" ? "https" : "http"}://127.0.0.1:${nodePort}/info) || exit 1
top=\${info#*'{'}
top=\${top%%['{[']*}
case $top in
*'"state":'*) state=\${top#*'"state":'} ;;
*) state=none ;;
esac
state=\${state%%,*}
state=\${state#' '}
case $state in
${JOINED_STATES.map((state) => `'"${state}"'`).join(" | ")}) exit 0 ;;
*[!a-z'"']*) state=unreadable ;;
esac
echo "state: $state"
exit 1
`;
