/** Volumes that are there before a cluster is: kept from a former one, or restored from a snapshot. */

import type { Withheld } from "../../controller/withheld.ts";
import { CONFIRM_SHRINK } from "./annotations.ts";
import { type KurrentDB, volumeNames } from "./cluster.ts";
import { reason } from "./conditions-and-reasons.ts";
import { confirmsShrink, first, type Used } from "./confirmations.ts";

export interface KeptVolumes {
  /** Claims of members that are there, from the first member on. */
  found: readonly string[];
  /** How many members, from the first on, have one. */
  leading: number;
  /** The first claim that is not there though one after it is. */
  gap: string | undefined;
}

/** @param isThere whether the claim of this name is there, and not on its way out */
export function keptVolumes(cluster: KurrentDB, isThere: (name: string) => boolean): KeptVolumes {
  const names = volumeNames(cluster);
  const found = names.filter(isThere);
  const first = names.findIndex((name) => !isThere(name));
  const leading = first === -1 ? names.length : first;
  return { found, leading, gap: found.length > leading ? names[leading] : undefined };
}

/**
 * Why a cluster of this size must not start over these volumes: claims do not tell which of them hold the latest data,
 * so it may be in one that the cluster would go without.
 */
export function volumeDoubts(
  cluster: KurrentDB,
  size: number,
  volumes: KeptVolumes,
  used: Used = {},
): Withheld[] {
  const { found, gap } = volumes;
  if (gap !== undefined) {
    return [
      {
        reason: reason.VolumesWithGap,
        message: `Of the volumes there are (${found.join(", ")}) ${gap} is missing, and without it the latest data may be. Restore it. Only if the claims before it hold all that you need, delete those after it`,
      },
    ];
  }
  const { metadata } = cluster;
  if (found.length <= size || confirmsShrink(metadata, used, size)) return [];
  return [
    {
      reason: reason.ShrinkNotConfirmed,
      message:
        `There are volumes of ${found.length} members, and with ${size} what only the others have would be lost. Ask ` +
        `for more members, or ${first(metadata, CONFIRM_SHRINK, used.shrink)}confirm: kubectl annotate kurrentdb ${metadata.name} -n ${metadata.namespace} ${CONFIRM_SHRINK}=${size}`,
    },
  ];
}
