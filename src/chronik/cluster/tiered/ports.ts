/** TCP ports, and their names in Services and containers. */
import type { ChronikCluster } from "../cluster.ts";
import type { Role } from "./roles.ts";

export const METRICS_PORT = { name: "metrics", port: 8080 } as const;
export const HEALTH_PORT = { name: "health", port: 8081 } as const;

/** What a role serves. Search's real port speaks HTTP; by the port's name meshes and load balancers tell the protocol. */
export function servicePortOf({ spec }: ChronikCluster, role: Role): { name: string; port: number } {
  if (role === "controller") return { name: "grpc", port: 9090 };
  if (role === "ingest") return { name: "kafka", port: 9092 };
  const { searchPort: port } = spec.network;
  return { name: port === SEARCH_PORT ? "grpc" : "http", port };
}

/** That of the contract. */
export const SEARCH_PORT = 9093;
