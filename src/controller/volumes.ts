import { type KubernetesObject, kindOf } from "../kubernetes/object.ts";
import type { ObjectMap } from "../metacontroller/hooks.ts";
import { asLastApplied } from "../metacontroller/last-applied.ts";
import { ofKind } from "../metacontroller/observed.ts";

const VOLUME = "PersistentVolumeClaim.v1";

/** Whether a child holds data that nothing can bring back. */
export const isVolume = (child: KubernetesObject): boolean => kindOf(child) === VOLUME;

/** An answer that also has every volume there is: Metacontroller deletes a child that an answer leaves out. */
export function withEveryVolume(
  answer: readonly KubernetesObject[],
  observed: ObjectMap,
): KubernetesObject[] {
  const named = new Set(answer.filter(isVolume).map(({ metadata }) => metadata.name));
  const forgotten = ofKind(observed, VOLUME).filter(({ metadata }) => !named.has(metadata.name));
  return [...answer, ...forgotten.map(asLastApplied)];
}
