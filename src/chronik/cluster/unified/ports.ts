/** What a node serves. The numbers are the server's own. */
export const KAFKA = { name: "kafka", port: 9092 } as const;

/** SQL, search, schema registry, administration and health: HTTP, on one port. */
export const API = { name: "api", port: 6092 } as const;

/** Among several nodes: their log, and their agreement. */
export const WAL = { name: "wal", port: 9291 } as const;
export const RAFT = { name: "raft", port: 5001 } as const;

/** Prometheus metrics, which the server offers on a port of its own for each node, and does not let anybody choose. */
export const metricsPort = (node: number, nodes: number) =>
  nodes === 1 ? { name: "metrics", port: 13_092 } : { name: `metrics-${node}`, port: 13_000 + node };
