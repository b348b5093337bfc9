import type { Container } from "kubernetes-types/core/v1.js";
import { containerDefaults } from "../../../../kubernetes/container.ts";
import { CONFIG_PATH, DATA_PATH, MAY_START_EMPTY_FILE } from "../paths.ts";
import { nodeId } from "./pod-environment.ts";

/** What both containers of a pod have. */
export type SharedFields = Pick<Container, "image" | "imagePullPolicy" | "resources" | "securityContext">;

const SCRIPT = `
for entry in ${DATA_PATH}/*; do
  case "$entry" in "${DATA_PATH}/*" | ${DATA_PATH}/lost+found) ;; *) exit 0 ;; esac
done
case " $(cat ${CONFIG_PATH}/${MAY_START_EMPTY_FILE}) " in *" $CHRONIK_NODE_ID "*) exit 0 ;; esac
echo "The volume of node $CHRONIK_NODE_ID is empty, though the node had one with records. The resource's status says what to do."
exit 1
`.trim();

/**
 * Keeps a node from starting with a fresh volume in place of one that is lost. Kubernetes makes a new claim for a pod
 * whose own is gone, and the server would start over it as if it had never agreed to anything, and would never be given
 * the records that the others have.
 *
 * It asks a file and no variable, since what may start empty changes without restarting the nodes that run.
 */
export const startGuard = (shared: SharedFields): Container => ({
  name: "start-guard",
  ...shared,
  command: ["sh", "-c", SCRIPT],
  env: [nodeId()],
  volumeMounts: [
    { name: "config", mountPath: CONFIG_PATH, readOnly: true },
    { name: "data", mountPath: DATA_PATH, readOnly: true },
  ],
  ...containerDefaults,
  // What it says is then seen in kubectl describe pod.
  terminationMessagePolicy: "FallbackToLogsOnError",
});
