/** Rules across the whole spec: what a topology cannot do is refused, with the reason. */
import type { Rule } from "../../../schema/schema.ts";

/** The fields that the rules are about. Their defaults are filled in. */
interface Judged {
  topology: "Tiered" | "Unified";
  nodes: number;
  acceptUnsafeClustering: boolean;
  replication: { factor: number };
  security: { tlsEnabled: boolean };
  monitoring: { tracing: boolean };
  autoscaling: object;
  network: { serviceType: string; advertisedHost?: string };
  image: { server: string };
}

type TopologyRule = Required<Rule<Judged>>;

const unified = ({ message, isMet, cel }: TopologyRule): TopologyRule => ({
  message,
  isMet: (spec) => spec.topology !== "Unified" || isMet(spec),
  cel: `self.topology != 'Unified' || ${cel}`,
});

const ofSeveralNodes = ({ message, isMet, cel }: TopologyRule): TopologyRule =>
  unified({ message, isMet: (spec) => spec.nodes === 1 || isMet(spec), cel: `self.nodes == 1 || ${cel}` });

/**
 * The version that ends at once when it has a certificate: it has two implementations of TLS in it and does not choose
 * ("Could not automatically determine the process-level CryptoProvider"). Tried. A running node would never be back.
 */
const WITHOUT_TLS = "2.10.4";

export const topologyRules: readonly TopologyRule[] = [
  ofSeveralNodes({
    message: "nodes above 1 needs acceptUnsafeClustering, since a node that restarts loses its records",
    isMet: ({ acceptUnsafeClustering }) => acceptUnsafeClustering,
    cel: "self.acceptUnsafeClustering",
  }),
  ofSeveralNodes({
    message: "replication.factor must not be above nodes",
    isMet: ({ replication, nodes }) => replication.factor <= nodes,
    cel: "self.replication.factor <= self.nodes",
  }),
  ofSeveralNodes({
    message:
      "security.tlsEnabled needs nodes 1, since several forward records to each other in plain text, to the port that would be TLS",
    isMet: ({ security }) => !security.tlsEnabled,
    cel: "!self.security.tlsEnabled",
  }),
  ofSeveralNodes({
    message: "network.advertisedHost needs {node} in it, since each node must have an address of its own",
    isMet: ({ network: { advertisedHost, serviceType } }) =>
      advertisedHost === undefined || serviceType === "NodePort" || advertisedHost.includes("{node}"),
    cel: "!has(self.network.advertisedHost) || self.network.serviceType == 'NodePort' || self.network.advertisedHost.contains('{node}')",
  }),
  ofSeveralNodes({
    message:
      "network.serviceType NodePort needs network.advertisedHost with more than one node, since they must know each other's address beforehand",
    isMet: ({ network: { advertisedHost, serviceType } }) =>
      serviceType !== "NodePort" || advertisedHost !== undefined,
    cel: "self.network.serviceType != 'NodePort' || has(self.network.advertisedHost)",
  }),
  unified({
    message: `security.tlsEnabled needs another image.server, since ${WITHOUT_TLS} does not start with TLS`,
    isMet: ({ security, image }) => !security.tlsEnabled || !image.server.endsWith(`:${WITHOUT_TLS}`),
    cel: `!self.security.tlsEnabled || !self.image.server.endsWith(':${WITHOUT_TLS}')`,
  }),
  unified({
    message: "autoscaling needs topology Tiered, since the server cannot be grown or shrunk",
    isMet: ({ autoscaling }) => Object.values(autoscaling).every((role) => role === undefined),
    cel: "!(has(self.autoscaling.controllers) || has(self.autoscaling.ingestNodes) || has(self.autoscaling.searchNodes))",
  }),
  unified({
    message: "monitoring.tracing needs topology Tiered, since today's server sends no traces",
    isMet: ({ monitoring }) => !monitoring.tracing,
    cel: "!self.monitoring.tracing",
  }),
];
