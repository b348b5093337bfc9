/** What one kind gives to `define`. */
import type { KubernetesObject } from "../kubernetes/object.ts";
import type { SecretsFound } from "../kubernetes/secrets.ts";
import type { Rollout } from "../kubernetes/stateful-set.ts";
import type { Parent, SyncRequest } from "../metacontroller/hooks.ts";
import type { CustomResource } from "../schema/crd.ts";
import type { FieldError } from "../schema/first-errors.ts";
import type { Child } from "./child-table.ts";
import type { StopStep, Workload } from "./deletion.ts";
import type { Finding } from "./finding.ts";
import type { Platform } from "./platform.ts";
import type { Related } from "./related-table.ts";
import type { StateMetrics } from "./state-metrics.ts";
import type { Obstacle } from "./status.ts";
import type { Words } from "./words.ts";

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
