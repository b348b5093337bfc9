import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import type { ObjectMap, SyncRequest } from "../../src/metacontroller/hooks.ts";
import { byName } from "./arbitraries/situation.ts";

/** The request with the pod that a StatefulSet has first, whose container has just ended. */
export function withCrashingPod(
  request: SyncRequest,
  set: string,
  { exitCode, restartCount }: { exitCode: number; restartCount: number },
): SyncRequest {
  const { namespace } = request.parent.metadata;
  const owner = request.children["StatefulSet.apps/v1"]![
    `${namespace}/${set}`
  ] as unknown as KubernetesObject;
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `${set}-0`, namespace, ownerReferences: [{ uid: owner.metadata.uid }] },
    spec: { nodeName: "node-1", containers: [{ name: "server" }] },
    status: {
      phase: "Running",
      containerStatuses: [
        { name: "server", ready: false, restartCount, state: { terminated: { exitCode } } },
      ],
    },
  };
  return { ...request, related: { ...request.related, "Pod.v1": byName([pod]) } as ObjectMap };
}
