/**
 * Confirmations: annotations by which people let one change happen that may cost them something, and no later one.
 *
 * That a confirmation has been used is remembered on the StatefulSet for as long as the annotation stays. Somebody who
 * forgets to take it away is asked again the next time.
 */
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { ObjectMeta } from "kubernetes-types/meta/v1.js";
import { isYes } from "../../controller/yes-or-no.ts";
import {
  CONFIRM_ROLLOUT,
  CONFIRM_SHRINK,
  CONFIRM_STOP,
  USED_ROLLOUT,
  USED_SHRINK,
  USED_STOP,
} from "./annotations.ts";

/** What has used a confirmation that is still there. */
export interface Used {
  /** The size. */
  shrink?: string | undefined;
  /** The annotation's value. */
  stop?: string | undefined;
  /** The fingerprint of the change that went on although a member was missing. */
  rollout?: string | undefined;
}

type Metadata = Pick<ObjectMeta, "name" | "namespace" | "annotations">;

export function usedOf({ metadata }: Pick<StatefulSet, "metadata">): Used {
  const { [USED_SHRINK]: shrink, [USED_STOP]: stop, [USED_ROLLOUT]: rollout } = metadata?.annotations ?? {};
  return { shrink, stop, rollout };
}

export const usedAnnotations = ({ shrink, stop, rollout }: Used): Record<string, string> => ({
  ...(shrink !== undefined && { [USED_SHRINK]: shrink }),
  ...(stop !== undefined && { [USED_STOP]: stop }),
  ...(rollout !== undefined && { [USED_ROLLOUT]: rollout }),
});

/** @param size the smaller one that is asked for */
export const confirmsShrink = ({ annotations }: Metadata, used: Used, size: number): boolean =>
  annotations?.[CONFIRM_SHRINK] === String(size) && used.shrink !== String(size);

export const confirmsStop = ({ annotations }: Metadata, used: Used): boolean =>
  isYes(annotations?.[CONFIRM_STOP]) && used.stop === undefined;

/** @param fingerprint of the change that waits */
export const confirmsRollout = (
  { annotations }: Metadata,
  used: Used,
  fingerprint: string | undefined,
): boolean =>
  isYes(annotations?.[CONFIRM_ROLLOUT]) && (used.rollout === undefined || used.rollout === fingerprint);

/** What has been used once the cluster is of this size. A size that it has already confirms nothing. */
export const shrinkUsed = ({ annotations }: Metadata, { shrink }: Used, size: number): Used["shrink"] => {
  const value = annotations?.[CONFIRM_SHRINK];
  return value !== undefined && (value === shrink || value === String(size)) ? value : undefined;
};

/** @param isChanged whether the members, stopped, are being changed now */
export const stopUsed = ({ annotations }: Metadata, { stop }: Used, isChanged: boolean): Used["stop"] => {
  const value = annotations?.[CONFIRM_STOP];
  return isYes(value) && (stop !== undefined || isChanged) ? value : undefined;
};

/** @param waits the fingerprint of the change that would wait without it */
export const rolloutUsed = (
  { annotations }: Metadata,
  { rollout }: Used,
  waits: string | undefined,
): Used["rollout"] => (isYes(annotations?.[CONFIRM_ROLLOUT]) ? (rollout ?? waits) : undefined);

/** What has to be done before an annotation can confirm again, as the beginning of a clause; nothing where none is used. */
export const first = ({ name, namespace }: Metadata, annotation: string, used: string | undefined): string =>
  used === undefined
    ? ""
    : `take away the confirmation that an earlier change has used (kubectl annotate kurrentdb ${name} -n ${namespace} ` +
      `${annotation}-), then `;

/** How one that has been used is taken away; nothing where there is none. A sentence without its full stop. */
export function takeAway({ name, namespace }: Metadata, { shrink, stop, rollout }: Used): string {
  const annotations = [
    ...(shrink === undefined ? [] : [CONFIRM_SHRINK]),
    ...(stop === undefined ? [] : [CONFIRM_STOP]),
    ...(rollout === undefined ? [] : [CONFIRM_ROLLOUT]),
  ];
  return annotations.length > 0
    ? "A confirmation has done its work and confirms nothing more. Take it away: " +
        `kubectl annotate kurrentdb ${name} -n ${namespace} ${annotations.map((key) => `${key}-`).join(" ")}`
    : "";
}
