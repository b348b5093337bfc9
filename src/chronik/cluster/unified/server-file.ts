import type { ChronikCluster } from "../cluster.ts";
import type { Broker } from "./brokers.ts";
import { nodeHost, nodeNumbers } from "./nodes.ts";
import { DATA_PATH } from "./paths.ts";
import { KAFKA, RAFT, WAL } from "./ports.ts";

/**
 * The server's own configuration (TOML), the same for all nodes of a cluster: each learns from CHRONIK_NODE_ID which of
 * the peers it is. A single node takes none.
 */
export function serverFile(cluster: ChronikCluster, brokers: readonly Broker[]): string {
  const { factor, minInsyncReplicas } = cluster.spec.replication;
  return `${[
    "enabled = true",
    // Replaced by CHRONIK_NODE_ID before it is looked at.
    "node_id = 1",
    `data_dir = ${quoted(DATA_PATH)}`,
    `replication_factor = ${factor}`,
    `min_insync_replicas = ${minInsyncReplicas}`,
    // On its own the server would strike nodes that are away for five minutes off the list, and with them their records.
    "auto_recover = false",
    "",
    "[bind]",
    `kafka = ${everywhere(KAFKA)}`,
    `wal = ${everywhere(WAL)}`,
    `raft = ${everywhere(RAFT)}`,
    ...nodeNumbers(cluster).flatMap((node) => peer(cluster, node, brokers)),
  ].join("\n")}\n`;
}

function peer(cluster: ChronikCluster, node: number, brokers: readonly Broker[]): string[] {
  const within = nodeHost(cluster, node);
  const { host, port } = brokers.find((broker) => broker.node === node)!;
  return [
    "",
    "[[peers]]",
    `id = ${node}`,
    `kafka = ${quoted(`${host}:${port}`)}`,
    `wal = ${quoted(`${within}:${WAL.port}`)}`,
    `raft = ${quoted(`${within}:${RAFT.port}`)}`,
  ];
}

const everywhere = ({ port }: { port: number }) => quoted(`0.0.0.0:${port}`);

/** A text of TOML, which escapes the same characters as one of JSON. */
const quoted = (text: string) => JSON.stringify(text);
