/** The fields that shape topology Unified: the server of today, one binary that is everything at once. */
import { Type } from "@sinclair/typebox";
import { Int32, ObjectName, OneOf, type Rule, Section, withRules } from "../../../schema/schema.ts";

/**
 * What can never change. Only the API server sees the value before, so the rule is its alone; our twin compares with the
 * children there are (see unified/plan.ts).
 */
const fixed = (message: string): Rule => ({ message, isMet: () => true, cel: "self == oldSelf" });

/** More than this only slow each other down: every node votes in every decision. */
export const MOST_NODES = 15;

export const Topology = withRules(
  OneOf(["Tiered", "Unified"], {
    default: "Tiered",
    description:
      "Which servers the cluster is made of. Unified: today's server (2.10 and later), one binary that speaks Kafka's " +
      "protocol and answers SQL and search; its images are published. Tiered: controllers, ingest and search nodes as " +
      "the first server had them; it is a contract for whoever has images that keep it, since none were ever published. " +
      "Fixed once it is set.",
  }),
  fixed("cannot change, since the servers of one topology cannot read the data of the other"),
);

export const Nodes = withRules(
  Int32({
    default: 1,
    minimum: 1,
    maximum: MOST_NODES,
    description:
      "How many nodes there are, with topology Unified. One keeps its records over restarts. Three or more need " +
      "acceptUnsafeClustering. Fixed once it is set: the server gives a new node none of the records there are, and one " +
      "that is taken away takes its records along.",
  }),
  {
    message: "must not be 2: without the other one, neither can decide anything",
    isMet: (nodes) => nodes !== 2,
    cel: "self != 2",
  },
  fixed("cannot change, since the server cannot be grown or shrunk without losing records"),
);

export const AcceptUnsafeClustering = Type.Boolean({
  default: false,
  description:
    "Accept that several nodes lose records, with topology Unified. When a node of the server restarts, by whatever " +
    "cause, it has none of the records it had, and when all do, records are gone for good. The condition Durable says " +
    "so, and the operator restarts nothing on its own then.",
});

export const Replication = withRules(
  Section(
    {
      factor: Int32({
        default: 3,
        minimum: 1,
        description: "On how many nodes a partition is kept. Not more than there are nodes.",
      }),
      minInsyncReplicas: Int32({
        default: 2,
        minimum: 1,
        description:
          "How many nodes must have a record before a producer with acks=all is told that it is kept.",
      }),
    },
    { description: "How often records are kept, with topology Unified and more than one node." },
  ),
  {
    message: "minInsyncReplicas must not be above factor",
    isMet: ({ factor, minInsyncReplicas }) => minInsyncReplicas <= factor,
    // The default of the whole is judged before those of its fields are in it.
    cel: "!has(self.factor) || !has(self.minInsyncReplicas) || self.minInsyncReplicas <= self.factor",
  },
);

export const AdminApiKeySecret = Type.Optional(
  ObjectName({
    description:
      "Secret with the key api-key: what requests to the administrative API carry as X-API-Key, with topology Unified. " +
      "Without it each pod's key is its own uid (kubectl get pod POD -o jsonpath={.metadata.uid}), since the server " +
      "would let in everybody. A change of it restarts the pods.",
  }),
);

export const UsersSecret = Type.Optional(
  ObjectName({
    description:
      "Secret with the key users: who may log in by SASL PLAIN, as name:password,name:password, with topology Unified. " +
      "Without it nobody can, the server's own well-known users included. The server checks those that log in, and serves " +
      "those that do not or that failed all the same, so it takes a NetworkPolicy to keep others out. Clients that speak " +
      "version 1 of the handshake, as librdkafka and kafka-python do, cannot log in to the server 2.10.4, which answers it " +
      "in another form; they connect without. A change of it restarts the pods.",
  }),
);
