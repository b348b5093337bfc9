import { type Finding, no, yes } from "../../../controller/finding.ts";
import type { ChronikCluster } from "../cluster.ts";
import { condition, reason } from "../conditions-and-reasons.ts";
import { rolesOf } from "./roles.ts";

/** The names that the contract gives to images, in the registry that is meant where none is named. */
const OF_CONTRACT = /^(docker\.io\/)?chronik\/(controller|ingest|search)([:@]|$)/;

/**
 * Whether the images can be there. Resources of the earlier operator name none and are to apply all the same, so the
 * contract's names stay the defaults; but nobody should have to find out from pods that wait for an image.
 */
export function imagesPublished(cluster: ChronikCluster): Finding {
  const { image } = cluster.spec;
  const missing = rolesOf(cluster).filter((role) => OF_CONTRACT.test(image[role]));
  return missing.length === 0
    ? yes(condition.ImagesPublished, reason.OwnImages, "No role takes an image that was never published")
    : no(
        condition.ImagesPublished,
        reason.ImagesNotPublished,
        `No image ${missing.map((role) => image[role]).join(", ")} was ever published. Set ` +
          `${missing.map((role) => `image.${role}`).join(", ")} to images of your own, or make a cluster of topology Unified`,
      );
}
