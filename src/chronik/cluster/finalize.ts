import { takeDown, type Workload } from "../../controller/deletion.ts";
import { deleting } from "../../controller/status.ts";
import type { KubernetesObject } from "../../kubernetes/object.ts";
import type { FinalizeResponse, SyncRequest } from "../../metacontroller/hooks.ts";
import { COUNT_FIELD, ROLES } from "./cluster.ts";
import { reason } from "./conditions-and-reasons.ts";
import type { ChronikClusterStatus } from "./status.ts";

/** Traffic first, then ingest and search, and last the controllers, which those need while they hand over. */
export function finalize(request: SyncRequest, now: string): FinalizeResponse {
  const { parent } = request;
  const { step, children, isDone, workloads } = takeDown(request, [
    { reason: reason.StoppingIngestAndSearch, includes: (workload) => !isController(workload) },
    { reason: reason.StoppingControllers, includes: isController },
  ]);
  const previous = parent.status as ChronikClusterStatus | undefined;
  return {
    status: {
      ...counts(workloads),
      endpoints: {},
      ...deleting(step, { parent, previous, now }),
    } as ChronikClusterStatus,
    children,
    finalized: isDone,
  };
}

const componentOf = ({ metadata }: KubernetesObject) => metadata.labels?.["app.kubernetes.io/component"];
const isController = (child: KubernetesObject) => componentOf(child) === "controller";

function counts(workloads: readonly Workload[]): Pick<ChronikClusterStatus, "ready" | "readyReplicas"> {
  const ready = (sets: readonly Workload[]) =>
    sets.reduce((sum, { status }) => sum + (status?.readyReplicas ?? 0), 0);
  return {
    ready: `${ready(workloads)}/0`,
    readyReplicas: Object.fromEntries(
      ROLES.map((role) => [COUNT_FIELD[role], ready(workloads.filter((set) => componentOf(set) === role))]),
    ),
  };
}
