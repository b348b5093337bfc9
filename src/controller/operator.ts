import type { KindKey } from "../kubernetes/object.ts";
import type {
  CustomizeRequest,
  CustomizeResponse,
  FinalizeResponse,
  SyncRequest,
  SyncResponse,
} from "../metacontroller/hooks.ts";
import type { CustomResource } from "../schema/crd.ts";
import type { Explanations } from "./words.ts";

/**
 * One operator: the hooks for one custom resource.
 *
 * All of them are pure. Whatever they know is in the request and in `now`, so that the same request gives the
 * same bytes, any copy of the service can answer, and the answer can be computed on a laptop beforehand.
 */
export interface Operator {
  /** What the OPERATORS setting calls it. */
  readonly name: string;
  /** The custom resource in the singular, as in the hooks' paths: `/RESOURCE/sync`. */
  readonly resource: string;
  /** What its CustomResourceDefinition is made from. */
  readonly customResource: CustomResource;
  /** The kinds it may have as children, and whether it can do without one that is not registered. */
  readonly childKinds: readonly { kind: KindKey; optional: boolean }[];
  /** What only its conditions say, and the reasons that only they give; those of all operators are in explanations.ts. */
  readonly explains: { readonly conditions: Explanations; readonly reasons: Explanations };
  /** A whole request to try the hooks with, for a custom resource that has no children yet; the OpenAPI page sends it. */
  readonly example: SyncRequest;

  customize(request: CustomizeRequest): CustomizeResponse;
  /** @param now RFC 3339 time in UTC, to the second */
  sync(request: SyncRequest, now: string): SyncResponse;
  /** @param now RFC 3339 time in UTC, to the second */
  finalize(request: SyncRequest, now: string): FinalizeResponse;
}
