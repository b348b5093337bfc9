/**
 * Which volumes the nodes of a cluster have had.
 *
 * The server gives a node with a fresh volume none of the records that the others have, and lets it vote as if it had
 * never agreed to anything. Kubernetes makes a fresh claim for a pod whose own is gone. So the claims that the nodes had
 * when all were ready are remembered on the StatefulSet, and a node whose claim is another one starts empty only when
 * somebody says so (see children/start-guard.ts).
 */
import type { ObjectMeta } from "kubernetes-types/meta/v1.js";
import { START_EMPTY, VOLUMES } from "../annotations.ts";
import type { ChronikCluster } from "../cluster.ts";
import { podIndexes } from "./nodes.ts";
import type { Observed } from "./observed.ts";

/** The uids of claims, by node. The index of a cluster's pod is the number of its node. */
export type Volumes = ReadonlyMap<number, string>;

/** `1=0f3a…,2=b1c2…` */
export const volumesAnnotation = (volumes: Volumes): Record<string, string> =>
  volumes.size === 0 ? {} : { [VOLUMES]: [...volumes].map(([node, uid]) => `${node}=${uid}`).join(",") };

export function rememberedVolumes(metadata: ObjectMeta | undefined): Volumes {
  const entries = metadata?.annotations?.[VOLUMES]?.split(",") ?? [];
  return new Map(entries.map((entry) => entry.split("=")).map(([node, uid = ""]) => [Number(node), uid]));
}

/** The claims of the nodes there are to be. */
export const presentVolumes = (cluster: ChronikCluster, { claims }: Observed): Volumes =>
  new Map(
    podIndexes(cluster).flatMap((node) => {
      const uid = claims.get(node);
      return uid === undefined ? [] : [[node, uid] as const];
    }),
  );

/** The nodes whose claim is no longer the one they had. */
export const nodesWithoutVolume = (remembered: Volumes, present: Volumes): number[] =>
  [...remembered].filter(([node, uid]) => present.get(node) !== uid).map(([node]) => node);

/** The nodes of which somebody says that they may start with an empty volume. */
export function acceptedEmpty({ metadata }: ChronikCluster): number[] {
  const numbers = metadata.annotations?.[START_EMPTY]?.split(",").map((text) => Number(text.trim())) ?? [];
  return numbers.filter((number) => Number.isInteger(number) && number > 0);
}
