import { type Static, Type } from "@sinclair/typebox";
import { statusFields } from "../../controller/status.ts";
import type { Status } from "../../metacontroller/hooks.ts";
import { boundedStatus } from "../../schema/bounded.ts";

const count = (pods: string) => Type.Optional(Type.Integer({ description: `Ready ${pods} pods.` }));
const address = (description: string) => Type.Optional(Type.String({ description }));

/** The part of the status that only Chronik has. */
const ownFields = {
  ready: Type.String({
    description: "Ready pods of all roles out of those that the spec asks for, such as 8/8.",
  }),
  readyReplicas: Type.Object(
    {
      controllers: count("controller"),
      ingestNodes: count("ingest"),
      searchNodes: count("search"),
      nodes: Type.Optional(Type.Integer({ description: "Ready nodes, with topology Unified." })),
    },
    { description: "Ready pods by role." },
  ),
  endpoints: Type.Object(
    {
      controller: address("Where the controllers answer gRPC within the Kubernetes cluster."),
      ingest: address("Kafka bootstrap address within the Kubernetes cluster."),
      search: address("Where the search pods answer within the Kubernetes cluster."),
      api: address(
        "Where nodes answer HTTP within the Kubernetes cluster: SQL, search, schemas, administration.",
      ),
      nodes: Type.Optional(
        Type.Array(Type.String(), {
          description: "What clients are told of each node, with topology Unified.",
        }),
      ),
      external: address("Kafka bootstrap address from outside, once there is one."),
      externalSearch: address("Search address from outside, once there is one."),
    },
    { description: "Host and port of each component." },
  ),
};

const StatusSchema = Type.Object(
  { ...statusFields(), ...ownFields },
  { description: "How the cluster is. Written by the operator." },
);
export const ChronikClusterStatus = boundedStatus(StatusSchema);
export type ChronikClusterStatus = Static<typeof ChronikClusterStatus> & Status;
