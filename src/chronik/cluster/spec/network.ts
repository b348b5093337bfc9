/** How clients reach a cluster. */
import { type Static, Type } from "@sinclair/typebox";
import { loadBalancerFields, loadBalancerRules } from "../../../kubernetes/service.ts";
import { Annotations, OneOf, Port, Section, withRules } from "../../../schema/schema.ts";

export const Network = withRules(
  Section(
    {
      serviceType: OneOf(["ClusterIP", "NodePort", "LoadBalancer"], {
        default: "ClusterIP",
        description:
          "How clients reach the ingest pods, or the nodes of topology Unified: within the cluster, on the nodes, by a " +
          "load balancer. With topology Unified each node has a Service of this type of its own, since a Kafka client " +
          "talks to each broker by itself. The ingest servers of 2025 tell clients the address they bind, which is their " +
          "pod's: those outside get no further than the first answer.",
      }),
      ...loadBalancerFields,
      serviceAnnotations: Type.Optional(
        Annotations({
          description:
            "Annotations on the client Services, such as a cloud's settings. With topology Unified {node} in a value " +
            "stands for the node's number, as in a host name for external-dns.",
        }),
      ),
      advertisedHost: Type.Optional(
        Type.String({
          maxLength: 253,
          pattern: "^(\\{node\\}|[A-Za-z0-9.:-])+$",
          description:
            "The host that clients are told to connect to, with topology Unified; {node} stands for the node's number, " +
            "as in broker-{node}.kafka.example.com. The server knows one address for each node, so it must lead to the " +
            "node from within the cluster too: clients there are told the same, and nodes forward records to each other " +
            "under it. Without it: the node's name within the cluster with ClusterIP, the load balancer's address once " +
            "there is one with LoadBalancer, and with NodePort the address of the Kubernetes node that the pod runs on.",
        }),
      ),
      nodePort: Type.Optional(
        Port({
          description:
            "The port of the first node on the Kubernetes nodes, with topology Unified and serviceType NodePort; each " +
            "further node has the next. Chosen by Kubernetes unless set.",
        }),
      ),
      exposeSearch: Type.Boolean({
        default: false,
        description:
          "Give the search pods a client Service of the same type as well. With topology Unified: let clients outside " +
          "reach the API too (SQL, search, schema registry, administration), of which only administration asks for a " +
          "key. Nodes ask each other under the advertised host, so of several nodes that are reached from outside SQL and " +
          "search answer without it from the records of one node alone.",
      }),
      searchPort: Port({
        default: 9093,
        description:
          "The port on which search pods of topology Tiered answer. 9093 is the contract (gRPC); the search server of 2025 " +
          "listens on 9200 (HTTP), whatever it is told.",
      }),
      hostNetwork: Type.Boolean({ default: false, description: "Use the nodes' own network." }),
      dnsPolicy: Type.Optional(
        OneOf(["ClusterFirst", "ClusterFirstWithHostNet", "Default"], {
          description: "DNS policy of the pods. ClusterFirst, or ClusterFirstWithHostNet with hostNetwork.",
        }),
      ),
    },
    { description: "How the cluster is reached." },
  ),
  ...loadBalancerRules("serviceType"),
  {
    message: "searchPort must not be 8080 or 8081, where metrics and health are",
    isMet: ({ searchPort }) => searchPort !== 8080 && searchPort !== 8081,
    cel: "!has(self.searchPort) || (self.searchPort != 8080 && self.searchPort != 8081)",
  },
  {
    message: "nodePort needs serviceType NodePort",
    isMet: ({ nodePort, serviceType }) => nodePort === undefined || serviceType === "NodePort",
    cel: "!has(self.nodePort) || (has(self.serviceType) && self.serviceType == 'NodePort')",
  },
);
export type Network = Static<typeof Network>;
