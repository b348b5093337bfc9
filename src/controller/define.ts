/**
 * What makes a controller of a kind: the skeleton of sync, customize and finalize.
 *
 * It owns what no kind may forget:
 * - an invalid spec and a pause leave every child as it was last applied,
 * - what exists stays as it was last applied while its pods could not start,
 * - an object of somebody else's under the name of a child is left alone and named,
 * - a resource is Ready only when every child is as it is asked for,
 * - one that is not Ready for its pods' sake says why, pod by pod,
 * - a child that is not there is asked for again within seconds,
 * - what becomes of it is told as events, where they are registered,
 * - a volume is in every answer, but in a deletion that is to take the volumes,
 * - a deletion goes by what exists and is done only when nothing is left.
 */
import { apiVersionOf, type KindKey, type KubernetesObject, kindOf } from "../kubernetes/object.ts";
import { firstSync } from "../metacontroller/first-sync.ts";
import type { FinalizeResponse, Status, SyncResponse } from "../metacontroller/hooks.ts";
import { allAsLastApplied } from "../metacontroller/last-applied.ts";
import { isRegistered } from "../metacontroller/observed.ts";
import { appliedAnnotation, notApplied, outdatedChildren, withFingerprint } from "./applied.ts";
import { childrenOf } from "./child-table.ts";
import type { Controller } from "./controller.ts";
import type { Definition } from "./definition.ts";
import { deletionOf } from "./deletion.ts";
import { tellingEvents } from "./events.ts";
import { immutableFields, keepingImmutable } from "./immutable.ts";
import { withoutNamesTaken } from "./names-taken.ts";
import { missing, missingChildren, pausedFinding, secretsAvailable, secretsMissing } from "./obstacles.ts";
import { ownNameRules } from "./own-names.ts";
import { DEFAULT_PLATFORM } from "./platform.ts";
import { isWorkload, startable, wantsPods, withoutPods } from "./pods-startable.ts";
import { podHealth, podsRow, stoppingHealth } from "./pods-unhealthy.ts";
import { ownPartOf, previousStatus } from "./previous-status.ts";
import { relatedRules } from "./related-table.ts";
import { resyncAfter } from "./resync.ts";
import { deleting, failed, statusOf } from "./status.ts";
import { inResolvableOrder } from "./variable-order.ts";
import { withEveryVolume } from "./volumes.ts";
import { isNotNo } from "./yes-or-no.ts";

/** When whatever waits for its time has come, and so has its name. */
const LAST_DAY = "9999-12-31T00:00:00Z";

export function define<Cluster, Context>(definition: Definition<Cluster, Context>): Controller {
  const { customResource, words, example, children: table } = definition;
  const related = [...definition.related, ...(definition.pods ? [podsRow(definition.pods)] : [])];
  const pause = `${customResource.group}/paused`;
  const applied = appliedAnnotation(customResource.group);
  // Metacontroller changes none of the others.
  const changed = new Set(table.filter(({ update }) => update !== "OnDelete").map(({ kind }) => kind));
  const ownPart = (previous: Status | undefined) => ({
    ...definition.blankStatus,
    ...ownPartOf(previous, customResource.status),
  });

  return tellingEvents({
    resource: customResource.singular,
    customResource,
    words,
    stateMetrics: definition.stateMetrics ?? {},
    childKinds: table.map(({ build: _, ...kind }) => kind),
    relatedKinds: related.map(({ select: _, ...kind }) => kind),
    example: firstSync(example, table),

    problems: (parent) => [...(definition.read(parent, DEFAULT_PLATFORM).problems ?? [])],

    customize({ controller, parent }) {
      const { cluster } = definition.read(parent, DEFAULT_PLATFORM) as { cluster?: Cluster };
      // With an invalid spec nothing is decided, so nothing has to be seen.
      if (!cluster) return { relatedResources: [] };
      const { namespace } = parent.metadata;
      const { childResources } = controller.spec;
      const registered = table.filter(({ kind, plural }) =>
        childResources.some(
          ({ apiVersion, resource }) => apiVersion === apiVersionOf(kind) && resource === plural,
        ),
      );
      const first = firstSync(
        parent,
        registered.map(({ component: _, ...kind }) => kind),
      );
      const all = childrenOf(table, definition.observe(cluster, first, LAST_DAY), (kind) =>
        isRegistered(first, kind),
      );
      return {
        relatedResources: [
          ...relatedRules(related, cluster, namespace),
          ...ownNameRules(registered, all, namespace),
        ],
      };
    },

    sync(request, now, platform = DEFAULT_PLATFORM) {
      const { parent, children: observed } = request;
      const previous = previousStatus(parent);
      const context = { parent, previous, now };
      const reading = definition.read(parent, platform);
      if (reading.problems) {
        return {
          status: { ...ownPart(previous), ...failed(reading.problems, context) },
          children: allAsLastApplied(observed),
        };
      }
      const facts = definition.observe(reading.cluster, request, now);
      const report = definition.report(facts, now);
      const isRegisteredKind = (kind: KindKey) => isRegistered(request, kind);
      // What a frozen plan keeps is what was applied, which the spec may no longer describe.
      const wanted = report.isFrozen ? [] : childrenOf(table, facts, isRegisteredKind);
      const marked = wanted.map((child) => withFingerprint(applied, child));
      const { children: asSpecified, differences } = keepingImmutable(marked, observed);
      const { free, taken } = withoutNamesTaken(asSpecified, request);
      const isPaused = isNotNo(parent.metadata.annotations?.[pause]);
      const { pods } = report;
      const isUnsettled = pods?.rollouts.some(({ state }) => state !== "Settled");
      const health = isUnsettled ? podHealth(request, previous, now) : undefined;
      const desired = report.isFrozen
        ? allAsLastApplied(observed).map((child) => (report.isStopping ? withoutPods(child) : child))
        : withEveryVolume(
            inResolvableOrder(pods ? startable(free, observed, pods.secrets) : free, observed),
            observed,
          );
      const absent = missingChildren(desired, observed);
      const outdated = outdatedChildren(
        applied,
        desired.filter((child) => changed.has(kindOf(child))),
        observed,
      );
      // What a product says of its workloads says more.
      const isTold = (child: KubernetesObject) => isWorkload(child) && report.obstacles.length > 0;

      const obstacles = [
        ...taken,
        ...missing(absent, desired.length),
        ...(pods && desired.some(wantsPods) ? secretsMissing(pods.secrets, pods.rollouts, previous) : []),
        ...report.obstacles,
        ...(health?.obstacles ?? []),
        ...notApplied(outdated.filter((child) => !isTold(child))),
      ];
      const findings = [
        ...(pods ? [secretsAvailable(pods.secrets)] : []),
        ...report.findings,
        ...(health?.findings ?? []),
        ...immutableFields(differences),
        ...pausedFinding(isPaused, pause),
      ];
      const asksAgain = !isPaused && absent.length > 0;
      return {
        status: { ...statusOf(obstacles, findings, { ...report, isPaused }, context), ...report.status },
        children: isPaused ? allAsLastApplied(observed) : desired,
        ...resync(
          asksAgain ? resyncAfter(previous, now) : undefined,
          report.resyncAfterSeconds,
          health?.resyncAfterSeconds,
        ),
      } satisfies SyncResponse;
    },

    finalize(request, now) {
      const { parent } = request;
      const previous = previousStatus(parent);
      const { stops, outlives, status } = definition.deletion;
      const { step, children, isDone, workloads } = deletionOf(request, stops, outlives);
      const health = stoppingHealth(request, now);
      const message = [step, ...health.obstacles].map((obstacle) => obstacle.message).join(". ");
      return {
        status: {
          ...ownPart(previous),
          ...status(workloads),
          ...deleting({ ...step, message }, { parent, previous, now }),
        },
        children,
        finalized: isDone,
        ...resync(health.resyncAfterSeconds),
      } satisfies FinalizeResponse;
    },
  });
}

/** The sooner of the times after which to look again. */
function resync(...seconds: (number | undefined)[]): Pick<SyncResponse, "resyncAfterSeconds"> {
  const given = seconds.filter((time) => time !== undefined);
  return given.length > 0 ? { resyncAfterSeconds: Math.min(...given) } : {};
}
