import type { Container } from "kubernetes-types/core/v1.js";
import { containerDefaults } from "../../../kubernetes/container.ts";
import { containerSecurityContext } from "../../../kubernetes/security-context.ts";
import { imageOf, type KurrentDB } from "../cluster.ts";
import { AUTHORITY_PATH, CERTIFICATE_PATH } from "../paths.ts";

export const CERTIFICATE_WATCHER = "certificate-watcher";

/** The annotation of a pod that tells kubectl which container is meant where none is named. */
export const DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

/** A change is told after one to two periods. */
const PERIOD_SECONDS = 5;

/** The name of the server's process, which is that of its program. */
const SERVER = "KurrentDB";

/**
 * Requests are the limits, so that a pod may still be of the class Guaranteed, and a quota on any of them is satisfied.
 * Measured: one millicore and 1 MiB. The rest is for the container runtime, which sets up the container within them.
 */
const AMOUNTS = { cpu: "10m", memory: "32Mi" } as const;

/**
 * Tells the server to read its certificates again when they have changed: it reads them at start and on SIGHUP, and
 * watches nothing. A container of the same image, since that has all it takes, and of the same user, since only root
 * may send signals to others. The pod has to share its process namespace. It comes after the server in the list, since
 * the kubelet starts containers one after the other.
 */
export const certificateWatcher = (cluster: KurrentDB): Container => ({
  name: CERTIFICATE_WATCHER,
  image: imageOf(cluster),
  imagePullPolicy: cluster.spec.imagePullPolicy,
  command: [
    "sh",
    "-c",
    SCRIPT,
    CERTIFICATE_WATCHER,
    String(PERIOD_SECONDS),
    SERVER,
    CERTIFICATE_PATH,
    AUTHORITY_PATH,
  ],
  resources: { requests: AMOUNTS, limits: AMOUNTS },
  securityContext: sameUser(cluster),
  volumeMounts: [
    { name: "certificate", mountPath: CERTIFICATE_PATH, readOnly: true },
    { name: "authority", mountPath: AUTHORITY_PATH, readOnly: true },
  ],
  ...containerDefaults,
});

/** Who the server is, without the powers that it may have been given. */
function sameUser({ spec }: KurrentDB) {
  const { allowPrivilegeEscalation, capabilities, privileged, readOnlyRootFilesystem, ...user } =
    spec.security.containerSecurityContext ?? {};
  return containerSecurityContext(user);
}

/**
 * Written for the shell and the tools of the server's image: dash, coreutils, grep, find.
 *
 * A change is told when two looks in a row saw the same, for the kubelet may be exchanging the files; and it stays to be
 * told until there is a server that listens, for one that has just been started may have read the old ones. Before it
 * listens, SIGHUP would end it: the last digit of SigCgt is even then. A change that this container slept through is told
 * by age: files younger than the server, with two seconds for the rounding of both clocks.
 *
 * Each look waits for `sleep`, and the container ends when that fails, so that it can never spin.
 * The kubelet replaces `$(NAME)` and `$$` in the command: neither is in it.
 */
const SCRIPT = `\
period=$1 server=$2 certificate=$3 authority=$4
trap 'kill "$!" 2>/dev/null; wait; exit 0' TERM INT

pause() {
  sleep "$period" &
  wait "$!" || exit 1
}

content() {
  sha256sum "$1"/* "$2"/*
}

processes() {
  grep -lsxF "$1" /proc/[0-9]*/comm
}

slept() {
  boot=$(grep '^btime ' /proc/stat)
  for comm in $(processes "$server"); do
    read -r stat < "\${comm%comm}stat" || continue
    set -- \${stat##*') '}
    started=$((\${boot#btime } + \${20} / 100 + 2))
    [ -z "$(find -L "$certificate" "$authority" -type f -newermt "@$started")" ] || return 0
  done
  return 1
}

tell() {
  told=1
  for comm in $(processes "$server"); do
    pid=\${comm#/proc/} pid=\${pid%/comm}
    grep -qs '^SigCgt:.*[02468ace]$' "/proc/$pid/status" && continue
    kill -HUP "$pid" || continue
    echo "certificates have changed: told $server, process $pid, to read them again"
    told=0
  done
  return "$told"
}

known=$(content "$certificate" "$authority")
if slept; then known=; fi
before=$known
while pause; do
  now=$(content "$certificate" "$authority") || continue
  if [ "$now" != "$known" ] && [ "$now" = "$before" ] && tell; then known=$now; fi
  before=$now
done
`;
