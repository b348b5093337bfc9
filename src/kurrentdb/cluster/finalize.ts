import { takeDown } from "../../controller/deletion.ts";
import { deleting } from "../../controller/status.ts";
import type { FinalizeResponse, SyncRequest } from "../../metacontroller/hooks.ts";
import { reason } from "./conditions-and-reasons.ts";
import type { KurrentDBStatus } from "./status.ts";

/** Traffic first, then the members. */
export function finalize(request: SyncRequest, now: string): FinalizeResponse {
  const { parent } = request;
  const { step, children, isDone, workloads } = takeDown(request, [
    { reason: reason.StoppingMembers, includes: () => true },
  ]);
  const previous = parent.status as KurrentDBStatus | undefined;
  const readyReplicas = workloads.reduce((sum, { status }) => sum + (status?.readyReplicas ?? 0), 0);
  return {
    status: {
      ...(previous?.version && { version: previous.version }),
      ...(previous?.security && { security: previous.security }),
      ready: `${readyReplicas}/0`,
      readyReplicas,
      endpoints: {},
      ...deleting(step, { parent, previous, now }),
    } as KurrentDBStatus,
    children,
    finalized: isDone,
  };
}
