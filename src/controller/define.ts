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
import type { SecretsFound } from "../kubernetes/secrets.ts";
import type { Rollout } from "../kubernetes/stateful-set.ts";
import { firstSync } from "../metacontroller/first-sync.ts";
import type { FinalizeResponse, Parent, Status, SyncRequest, SyncResponse } from "../metacontroller/hooks.ts";
import { allAsLastApplied } from "../metacontroller/last-applied.ts";
import { isRegistered } from "../metacontroller/observed.ts";
import type { CustomResource } from "../schema/crd.ts";
import type { FieldError } from "../schema/first-errors.ts";
import { appliedAnnotation, notApplied, outdatedChildren, withFingerprint } from "./applied.ts";
import { type Child, childrenOf } from "./child-table.ts";
import type { Controller } from "./controller.ts";
import { deletionOf, type StopStep, type Workload } from "./deletion.ts";
import { tellingEvents } from "./events.ts";
import type { Finding } from "./finding.ts";
import { immutableFields, keepingImmutable } from "./immutable.ts";
import { withoutNamesTaken } from "./names-taken.ts";
import { missing, missingChildren, pausedFinding, secretsAvailable, secretsMissing } from "./obstacles.ts";
import { ownNameRules } from "./own-names.ts";
import { DEFAULT_PLATFORM, type Platform } from "./platform.ts";
import { isWorkload, startable, wantsPods, withoutPods } from "./pods-startable.ts";
import { podHealth, podsRow, stoppingHealth } from "./pods-unhealthy.ts";
import { ownPartOf, previousStatus } from "./previous-status.ts";
import { type Related, relatedRules } from "./related-table.ts";
import { resyncAfter } from "./resync.ts";
import type { StateMetrics } from "./state-metrics.ts";
import { deleting, failed, type Obstacle, statusOf } from "./status.ts";
import { inResolvableOrder } from "./variable-order.ts";
import { withEveryVolume } from "./volumes.ts";
import type { Words } from "./words.ts";
import { isNotNo } from "./yes-or-no.ts";

/** A resource that is understood, or what is wrong with it; never something between. */
export type Reading<Cluster> =
  | { cluster: Cluster; problems?: undefined }
  | {
      /** At least one. */
      problems: readonly FieldError[];
    };

/** How a resource is. */
export interface Report {
  /** What keeps it from being Ready beyond what the kit finds itself, the most telling first. */
  obstacles: readonly Obstacle[];
  /** Its own conditions. */
  findings: readonly Finding[];
  /** Whether all its workloads exist, which tells an update from a first start after a failure. */
  hasRun: boolean;
  /** What Ready says when nothing is in the way. A sentence without its full stop. */
  ready: string;
  /** What its status says beyond what every status says. */
  status: object;
  /** The phase, of a kind that has its own. */
  phase?: string;
  /** Of a kind with pods: how far its workloads are, and the Secrets that pods need to start. */
  pods?: { rollouts: readonly Rollout[]; secrets: SecretsFound };
  /** Whether nothing may change for now; an obstacle or a finding says why. */
  isFrozen?: boolean;
  /** Whether, of all that is frozen, the pods are to stop. */
  isStopping?: boolean;
  /** After how many seconds to look again, of a kind whose answer depends on the clock. */
  resyncAfterSeconds?: number;
}

/**
 * What one kind gives.
 *
 * @typeParam Cluster the resource, its defaults filled in
 * @typeParam Context what its children and its status are computed from
 */
export interface Definition<Cluster, Context> {
  customResource: CustomResource;
  words: Words;
  /** What kube-state-metrics shows of it besides its phase and its conditions. */
  stateMetrics?: StateMetrics;
  /** A custom resource that says something, for the documentation. */
  example: Parent;
  read(parent: Parent, platform: Platform): Reading<Cluster>;
  related: readonly Related<Cluster>[];
  /** Of a kind with pods: labels that all of them bear. With them the status can say why a pod is not ready. */
  pods?(cluster: Cluster): Record<string, string>;
  /** Looks at what exists, and decides. @param now RFC 3339 time in UTC, to the second */
  observe(cluster: Cluster, request: SyncRequest, now: string): Context;
  children: readonly Child<Context>[];
  report(context: Context, now: string): Report;
  /** The own part of a status of which nothing is known. */
  blankStatus: object;
  deletion: {
    /** Steps that together include every workload. */
    stops: readonly StopStep[];
    /** Children that stay when the resource is gone. Volumes do by themselves. */
    outlives?(child: KubernetesObject): boolean;
    /** The own part of the status meanwhile. */
    status(workloads: readonly Workload[]): object;
  };
}

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
