/** Volumes that are there before a cluster is: kept from a former one, or restored from a snapshot. */
import { CONFIRM_SHRINK, type KurrentDB, volumeNames } from "./cluster.ts";
import { reason } from "./conditions-and-reasons.ts";
import type { Plan } from "./plan.ts";

/** Which members have a volume, by their index. */
export type KeptVolumes = readonly boolean[];

/** How many members, from the first on, have one. */
export function leading(volumes: KeptVolumes): number {
  const first = volumes.indexOf(false);
  return first === -1 ? volumes.length : first;
}

/**
 * Why a cluster of this size must not start over these volumes: claims do not tell which of them hold the latest data,
 * so it may be in one that the cluster would go without.
 */
export function volumeDoubts(cluster: KurrentDB, size: number, volumes: KeptVolumes): Plan["heldBack"] {
  const names = volumeNames(cluster);
  const found = names.filter((_, index) => volumes[index]);
  if (found.length > leading(volumes)) {
    const missing = names[leading(volumes)];
    return [
      {
        reason: reason.VolumesWithGap,
        message: `Of the volumes there are (${found.join(", ")}) ${missing} is missing, and without it the latest data may be. Restore it. Only if the claims before it hold all that you need, delete those after it`,
      },
    ];
  }
  const { metadata } = cluster;
  if (found.length <= size || metadata.annotations?.[CONFIRM_SHRINK] === String(size)) return [];
  return [
    {
      reason: reason.ShrinkNotConfirmed,
      message:
        `There are volumes of ${found.length} members, and with ${size} what only the others have would be lost. Ask ` +
        `for more members, or confirm: kubectl annotate kurrentdb ${metadata.name} -n ${metadata.namespace} ${CONFIRM_SHRINK}=${size}`,
    },
  ];
}
