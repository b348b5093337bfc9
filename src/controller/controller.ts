import type { KindKey } from "../kubernetes/object.ts";
import type {
  CustomizeRequest,
  CustomizeResponse,
  FinalizeResponse,
  Parent,
  SyncRequest,
  SyncResponse,
} from "../metacontroller/hooks.ts";
import type { CustomResource } from "../schema/crd.ts";
import type { FieldError } from "../schema/first-errors.ts";
import type { Platform } from "./platform.ts";
import type { StateMetrics } from "./state-metrics.ts";
import type { Words } from "./words.ts";

/** A product: the kinds of custom resources that belong together. */
export interface Operator {
  /** What the OPERATORS setting calls it. */
  readonly name: string;
  /** The namespace in which it is installed by itself, as the Deployment and the Service NAME-operator. */
  readonly namespace: string;
  /** One for each kind, in reading order. */
  readonly controllers: readonly Controller[];
}

/**
 * The hooks for one kind of custom resource, made by {@link define}.
 *
 * All of them are pure. Whatever they know is in the request and in `now`, so that the same request gives the
 * same bytes, any copy of the service can answer, and the answer can be computed on a laptop beforehand.
 */
export interface Controller {
  /** The custom resource in the singular, as in the hooks' paths: `/RESOURCE/sync`. */
  readonly resource: string;
  /** What its CustomResourceDefinition is made from. */
  readonly customResource: CustomResource;
  /** The kinds it may have as children: what its registration lists, and what Metacontroller may write. */
  readonly childKinds: readonly ChildKind[];
  /** The kinds it may ask to be shown besides its children: what Metacontroller may look at. */
  readonly relatedKinds: readonly RelatedKind[];
  /** What its status can say. */
  readonly words: Words;
  /** What kube-state-metrics shows of it besides its phase and its conditions. */
  readonly stateMetrics: StateMetrics;
  /** A whole request to try the hooks with, for a custom resource that has no children yet; the OpenAPI page sends it. */
  readonly example: SyncRequest;

  /** What is wrong with the custom resource; nothing where it is valid. */
  problems(parent: Parent): FieldError[];
  customize(request: CustomizeRequest): CustomizeResponse;
  /**
   * @param now RFC 3339 time in UTC, to the second
   * @param platform what nearly every Kubernetes cluster is, unless given
   */
  sync(request: SyncRequest, now: string, platform?: Platform): SyncResponse;
  /** @param now RFC 3339 time in UTC, to the second */
  finalize(request: SyncRequest, now: string): FinalizeResponse;
}

/** How Metacontroller brings a child that exists to what an answer says; `OnDelete` is never. */
export type UpdateMethod = "InPlace" | "Recreate" | "OnDelete";

/** A kind that a registration lists. */
export interface RegisteredKind {
  kind: KindKey;
  /** The lower-case plural by which the API server knows the kind, as in `kubectl get networkpolicies`. */
  plural: string;
  /**
   * The component of the registration that brings the kind, where the cluster may not have it (CRDs of others).
   * Without the component there is no such child.
   */
  component?: string;
}

export interface ChildKind extends RegisteredKind {
  update: UpdateMethod;
}

export interface RelatedKind extends RegisteredKind {
  /** Whether its objects belong to no namespace, as StorageClasses and Namespaces do. */
  isClusterScoped?: true;
}
