import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { Service } from "kubernetes-types/core/v1.js";
import type { KubernetesObject } from "../kubernetes/object.ts";
import { hasPods, stopped } from "../kubernetes/stateful-set.ts";
import { asItIs } from "../metacontroller/hold.ts";
import type { FinalizeResponse, SyncRequest } from "../metacontroller/hooks.ts";
import { allOf, ofKind } from "../metacontroller/observed.ts";
import { deleting } from "../metacontroller/status.ts";
import { COUNT_FIELD, ROLES } from "./cluster.ts";
import type { ChronikClusterStatus } from "./status.ts";

type Workload = StatefulSet & KubernetesObject;

/**
 * Takes a cluster down in order: traffic first, then ingest and search, and last the controllers, which those need
 * while they hand over. Pods are stopped by scaling to 0, since a deleted StatefulSet is gone before its pods.
 *
 * It goes by what exists and not by the spec, so that a cluster whose spec is broken can be deleted as well.
 */
export function finalize({ parent, children }: SyncRequest, now: string): FinalizeResponse {
  const workloads = ofKind<Workload>(children, "StatefulSet.apps/v1");
  const [controllers, followers] = [
    workloads.filter(isController),
    workloads.filter((set) => !isController(set)),
  ];
  const steps = [
    { reason: "StoppingTraffic", remaining: allOf(children).filter(bringsTraffic) },
    { reason: "StoppingIngestAndSearch", remaining: followers.filter(hasPods) },
    { reason: "StoppingControllers", remaining: controllers.filter(hasPods) },
    { reason: "DeletingWorkloads", remaining: workloads },
  ];
  const current = steps.findIndex(({ remaining }) => remaining.length > 0);
  const isDone = current === -1;

  const stop = (set: Workload) => stopped(asItIs(set) as Workload, deletesVolumes(parent.spec));
  const keep = (sets: Workload[], stoppedFrom: number) => sets.map(current >= stoppedFrom ? stop : asItIs);
  const { reason, remaining } = steps[current] ?? { reason: "Finished", remaining: [] };
  const names = remaining.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();
  return {
    status: {
      ...(parent.status as ChronikClusterStatus | undefined),
      ...counts(workloads),
      ...deleting(
        { reason, message: isDone ? "All pods have stopped" : `Waiting for ${names.join(", ")}` },
        { parent, previous: parent.status as ChronikClusterStatus | undefined, now },
      ),
    },
    children: [
      ...allOf(children).filter(isBackdrop).map(asItIs),
      ...(steps[current]?.reason === "DeletingWorkloads"
        ? []
        : [...keep(followers, 1), ...keep(controllers, 2)]),
    ],
    finalized: isDone,
  };
}

const componentOf = ({ metadata }: KubernetesObject) => metadata.labels?.["app.kubernetes.io/component"];
const isController = (child: KubernetesObject) => componentOf(child) === "controller";

/** The Services that clients use, other than those that give the pods their names. */
const bringsTraffic = (child: KubernetesObject) =>
  child.kind === "Service" && (child as Service).spec?.clusterIP !== "None";

/** What pods need until they have stopped. An autoscaler is not among it: it would start them again. */
const isBackdrop = (child: KubernetesObject) =>
  !bringsTraffic(child) && !["StatefulSet", "HorizontalPodAutoscaler"].includes(child.kind);

/** The spec may be anything here; only the plain wish to delete the volumes counts. */
const deletesVolumes = (spec: unknown) =>
  (spec as { storage?: { deletionPolicy?: unknown } } | undefined)?.storage?.deletionPolicy === "Delete";

function counts(
  workloads: readonly Workload[],
): Pick<ChronikClusterStatus, "ready" | "readyReplicas" | "endpoints"> {
  const ready = (sets: readonly Workload[]) =>
    sets.reduce((sum, { status }) => sum + (status?.readyReplicas ?? 0), 0);
  return {
    ready: `${ready(workloads)}/0`,
    readyReplicas: Object.fromEntries(
      ROLES.map((role) => [COUNT_FIELD[role], ready(workloads.filter((set) => componentOf(set) === role))]),
    ),
    endpoints: {},
  };
}
