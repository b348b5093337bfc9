/**
 * Telling whether what was asked for has reached the API server.
 *
 * That an object exists does not tell: the API server may refuse its change at every sync, and then the status must not
 * say that the spec is followed. So every child bears a fingerprint of itself. The API server completes and admission
 * webhooks change what is stored, whichever way Metacontroller applies it, but they leave the fingerprint alone.
 */
import { createHash } from "node:crypto";
import type { KubernetesObject } from "../kubernetes/object.ts";
import { podsOf } from "../kubernetes/stateful-set.ts";
import type { ObjectMap } from "../metacontroller/hooks.ts";
import { counterpart } from "../metacontroller/observed.ts";
import { reason } from "./conditions-and-reasons.ts";
import { isWorkload } from "./pods-startable.ts";
import { someObjects } from "./some.ts";
import type { Obstacle } from "./status.ts";

/** The annotation that bears it. @param group that of the custom resource */
export const appliedAnnotation = (group: string): string => `${group}/applied`;

/** The child with its fingerprint; one that is as it was last applied bears that of then. */
export function withFingerprint(annotation: string, child: KubernetesObject): KubernetesObject {
  const { annotations } = child.metadata;
  if (annotations?.[annotation] !== undefined) return child;
  return {
    ...child,
    metadata: { ...child.metadata, annotations: { ...annotations, [annotation]: fingerprintOf(child) } },
  };
}

function fingerprintOf(child: KubernetesObject): string {
  const lasting = isWorkload(child) ? { ...child, spec: podsOf(child) } : child;
  return createHash("sha256").update(JSON.stringify(lasting)).digest("hex").slice(0, 16);
}

/**
 * The children that exist and are not as the spec asks for.
 *
 * @param desired children with their fingerprints
 */
export const outdatedChildren = (
  annotation: string,
  desired: readonly KubernetesObject[],
  observed: ObjectMap,
): KubernetesObject[] =>
  desired.filter((child) => {
    const before = counterpart(observed, child);
    return before && before.metadata.annotations?.[annotation] !== child.metadata.annotations?.[annotation];
  });

/** Changes that are about to be applied, or that the API server refuses. @param outdated see {@link outdatedChildren} */
export const notApplied = (outdated: readonly KubernetesObject[]): Obstacle[] =>
  outdated.length === 0
    ? []
    : [
        {
          reason: reason.NotApplied,
          message:
            `Not changed yet: ${someObjects(outdated)}. If it stays ` +
            "so, the API server refuses the change, and the resource's events say why",
        },
      ];
