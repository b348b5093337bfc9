import { type Static, Type } from "@sinclair/typebox";
import { statusFields } from "../../controller/status.ts";
import type { Status } from "../../metacontroller/hooks.ts";
import { boundedStatus } from "../../schema/bounded.ts";

const address = (description: string) => Type.Optional(Type.String({ description }));

const StatusSchema = Type.Object(
  {
    ...statusFields(),
    ready: Type.String({ description: "Ready members out of those that the spec asks for, such as 3/3." }),
    readyReplicas: Type.Integer({ description: "Ready members." }),
    readyReadOnlyReplicas: Type.Optional(Type.Integer({ description: "Ready read-only replicas." })),
    version: Type.Optional(
      Type.String({
        description: "Image tag or digest that every member runs. Follows an upgrade at its end.",
      }),
    ),
    security: Type.Optional(
      Type.String({
        enum: ["TLS", "Insecure"],
        description: "How the members run. Insecure is without TLS and without authentication.",
      }),
    ),
    certificateExpires: Type.Optional(
      Type.String({
        description:
          "When the members' certificate expires, the one in the Secret. What a member shows may be older.",
      }),
    ),
    endpoints: Type.Object(
      {
        client: address("Connection string for clients within the Kubernetes cluster."),
        http: address("URL of the HTTP API and the admin page within the Kubernetes cluster."),
        readOnly: address("Connection string for clients that only read, to the read-only replicas."),
        external: address("Host and port from outside, once there is one."),
        nodes: Type.Optional(Type.Array(Type.String(), { description: "Host and port of each member." })),
      },
      { description: "Where the cluster answers." },
    ),
  },
  { description: "How the cluster is. Written by the operator." },
);
export const KurrentDBStatus = boundedStatus(StatusSchema);
export type KurrentDBStatus = Static<typeof KurrentDBStatus> & Status;
