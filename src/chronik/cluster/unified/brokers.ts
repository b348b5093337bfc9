/** Under which addresses clients are told to reach the nodes. The server knows one for each, for all of its clients. */
import type { Service } from "kubernetes-types/core/v1.js";
import { externalHost } from "../../../kubernetes/service.ts";
import type { ChronikCluster } from "../cluster.ts";
import { clientHost, isCluster, nodeHost, nodeNumbers, podName } from "./nodes.ts";
import { API, KAFKA } from "./ports.ts";

export interface Broker {
  node: number;
  host: string;
  port: number;
  /** The API's port under the same host, where it is not the node's own. */
  apiPort?: number;
}

/** The nodes' addresses, or what they are waiting for: objects, as parts of a sentence. */
export type Brokers =
  | { known: readonly Broker[]; awaited?: undefined }
  | { known?: undefined; awaited: readonly string[] };

/** The variable in which a pod finds the address of the Kubernetes node it runs on. */
export const HOST_IP = "HOST_IP";

/** @param services the Services by which clients outside reach the nodes, by name */
export function brokersOf(
  cluster: ChronikCluster,
  services: Readonly<Record<string, Service | undefined>>,
): Brokers {
  const { serviceType } = cluster.spec.network;
  const found = nodeNumbers(cluster).map((node) => {
    const name = podName(cluster, node);
    if (serviceType === "LoadBalancer") return loadBalanced(cluster, node, services[name]) ?? name;
    if (serviceType === "NodePort") return onNodePort(cluster, node, services[name]) ?? name;
    return { node, host: advertisedHost(cluster, node) ?? hostWithin(cluster, node), port: KAFKA.port };
  });
  const awaited = found.filter((broker) => typeof broker === "string");
  return awaited.length > 0
    ? { awaited: awaited.map((name) => `the ${awaitedOf(serviceType)} of Service ${name}`) }
    : { known: found.filter((broker) => typeof broker !== "string") };
}

const awaitedOf = (serviceType: string) => (serviceType === "NodePort" ? "port" : "address");

/** A single node is the one behind the Service; of several, each must be told from the others. */
const hostWithin = (cluster: ChronikCluster, node: number): string =>
  isCluster(cluster) ? nodeHost(cluster, node) : clientHost(cluster);

const advertisedHost = ({ spec }: ChronikCluster, node: number): string | undefined =>
  spec.network.advertisedHost?.replaceAll("{node}", String(node));

function loadBalanced(cluster: ChronikCluster, node: number, service: Service | undefined) {
  const host = advertisedHost(cluster, node) ?? externalHost(service);
  return host === undefined ? undefined : { node, host, port: KAFKA.port };
}

function onNodePort(cluster: ChronikCluster, node: number, service: Service | undefined): Broker | undefined {
  const { nodePort, exposeSearch } = cluster.spec.network;
  const port = nodePort === undefined ? nodePortOf(service, KAFKA.name) : nodePort + node - 1;
  const apiPort = exposeSearch ? nodePortOf(service, API.name) : undefined;
  if (port === undefined || (exposeSearch && apiPort === undefined)) return undefined;
  const host = advertisedHost(cluster, node) ?? `$(${HOST_IP})`;
  return { node, host, port, ...(apiPort !== undefined && { apiPort }) };
}

const nodePortOf = (service: Service | undefined, name: string): number | undefined =>
  service?.spec?.ports?.find((port) => port.name === name)?.nodePort;
