/** TCP ports, and their names in Services and containers. */

/** Replication between members. The server's own default. */
export const REPLICATION_PORT = 1112;

/** The one port of gRPC and HTTP, whose number is configuration.nodePort. */
export const NODE = "node";
export const REPLICATION = "replication";
