/** Clusters of topology Unified for tests that are about one thing in them: what is not said has its default. */
import type { ChronikCluster } from "../../../../src/chronik/cluster/cluster.ts";
import { type Broker, brokersOf } from "../../../../src/chronik/cluster/unified/brokers.ts";
import { clusterOf } from "../cluster-of.ts";

export const SINGLE = { topology: "Unified" } as const;
export const THREE = { topology: "Unified", nodes: 3, acceptUnsafeClustering: true } as const;

/** Any but the default one: 2.10.4 does not start with TLS. */
export const SERVER_WITH_TLS = { server: "registry.example.com/chronik-stream:2.11.0" };

export const singleOf = (spec: object = {}): ChronikCluster => clusterOf({ ...SINGLE, ...spec });
export const threeOf = (spec: object = {}): ChronikCluster => clusterOf({ ...THREE, ...spec });

/** What clients are told where all of it is known beforehand. */
export function brokersFrom(cluster: ChronikCluster): readonly Broker[] {
  const brokers = brokersOf(cluster, {});
  if (brokers.awaited) throw new Error(`not known: ${brokers.awaited.join(", ")}`);
  return brokers.known;
}
