/** TCP ports, and their names in Services and containers. */

/** What each role serves. */
export const SERVICE_PORT = {
  controller: { name: "grpc", port: 9090 },
  ingest: { name: "kafka", port: 9092 },
  search: { name: "grpc", port: 9093 },
} as const;
export const METRICS_PORT = { name: "metrics", port: 8080 } as const;
export const HEALTH_PORT = { name: "health", port: 8081 } as const;
