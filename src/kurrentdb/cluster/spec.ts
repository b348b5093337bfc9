import { type Static, Type } from "@sinclair/typebox";
import { DisruptionBudget } from "../../kubernetes/disruption.ts";
import { EnvVars } from "../../kubernetes/environment.ts";
import { scrapeFields } from "../../kubernetes/monitoring.ts";
import { NetworkPolicyAccess } from "../../kubernetes/network-policy.ts";
import {
  gracePeriod,
  PullPolicy,
  PullSecrets,
  podMetadataFields,
  ServiceAccountFields,
  volumeFields,
} from "../../kubernetes/pod-fields.ts";
import { ResourceAmounts } from "../../kubernetes/resources.ts";
import { schedulingFields } from "../../kubernetes/scheduling.ts";
import { ContainerSecurityContext, PodSecurityContext } from "../../kubernetes/security-context.ts";
import { loadBalancerFields, loadBalancerRules } from "../../kubernetes/service.ts";
import { Annotations, ObjectName, OneOf, Port, Section, withRules } from "../../schema/schema.ts";
import { REPLICATION_PORT } from "./ports.ts";

/** How many members a cluster can have: odd, so that a split leaves one majority. */
export const SIZES = [1, 3, 5] as const;

const Storage = Section(
  {
    ...volumeFields,
    accessModes: Type.Array(OneOf(["ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany"]), {
      default: ["ReadWriteOnce"],
      minItems: 1,
      maxItems: 3,
      description: "How the volumes may be mounted. ReadWriteOncePod keeps a second pod off the data.",
    }),
  },
  { description: "Where events are kept: one volume for each member, with database and index on it." },
);

const distinctPorts = (a: "nodePort" | "httpPort", b: "httpPort" | number) => ({
  message: `${a} must differ from ${typeof b === "number" ? `the replication port ${b}` : b}`,
  isMet: (ports: { nodePort: number; httpPort: number }) =>
    ports[a] !== (typeof b === "number" ? b : ports[b]),
  cel: `${a === "nodePort" ? "(has(self.nodePort) ? self.nodePort : 2113)" : "(has(self.httpPort) ? self.httpPort : 2114)"} != ${
    typeof b === "number" ? b : "(has(self.httpPort) ? self.httpPort : 2114)"
  }`,
});

const Configuration = withRules(
  Section(
    {
      clusterSize: Type.Optional(
        withRules(
          Type.Integer({
            description:
              "How many members the cluster has: 1, 3 or 5. The same as replicas unless that is 0. Growing goes step by " +
              "step; shrinking needs the annotation kurrent.io/confirm-shrink with the new size.",
          }),
          {
            message: "must be 1, 3 or 5",
            isMet: (size) => (SIZES as readonly number[]).includes(size),
            cel: "self in [1, 3, 5]",
          },
        ),
      ),
      nodePort: Port({
        default: 2113,
        description: "Port of gRPC and HTTP on every member. Changes only while the cluster is stopped.",
      }),
      httpPort: Port({
        default: 2114,
        description: "A second port of the client Service that leads to the node port.",
      }),
      options: Type.Record(Type.String(), Type.Unknown(), {
        default: {},
        description:
          "Further options of the server, as in its configuration file: StatsPeriodSec: 60. Names and types are " +
          "checked; sections such as Licensing or OpenTelemetry pass as they are. A change restarts one member at a time.",
      }),
    },
    { description: "The server's configuration." },
  ),
  distinctPorts("nodePort", "httpPort"),
  distinctPorts("nodePort", REPLICATION_PORT),
  distinctPorts("httpPort", REPLICATION_PORT),
);

const Service = withRules(
  Section(
    {
      type: OneOf(["ClusterIP", "NodePort", "LoadBalancer"], {
        default: "ClusterIP",
        description: "How clients reach the cluster: from within, on the nodes, by a load balancer.",
      }),
      annotations: Type.Optional(
        Annotations({ description: "Annotations on the client Services, such as a cloud's settings." }),
      ),
      ...loadBalancerFields,
      perNodeDomain: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 180,
          pattern: "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$",
          description:
            "Give each member a load balancer of its own and let it tell clients to come to MEMBER.DOMAIN. Clients " +
            "outside need that, since they have to find the leader. external-dns reads the name from an annotation.",
        }),
      ),
    },
    { description: "The Service that clients use." },
  ),
  ...loadBalancerRules("type"),
  {
    message: "perNodeDomain needs type LoadBalancer",
    isMet: ({ type, perNodeDomain }) => type === "LoadBalancer" || perNodeDomain === undefined,
    cel: "!has(self.perNodeDomain) || (has(self.type) && self.type == 'LoadBalancer')",
  },
);

const Security = withRules(
  Section(
    {
      certificateSecret: Type.Optional(
        ObjectName({
          description:
            "Secret with tls.crt and tls.key, as cert-manager writes them. The members' DNS names must be in the " +
            "certificate. The server re-reads it without a restart.",
        }),
      ),
      certificateAuthoritySecret: Type.Optional(
        ObjectName({
          description:
            "Secret with ca.crt, the authority that signed the certificates; may be the same Secret.",
        }),
      ),
      reservedNodeCommonName: Type.Optional(
        Type.String({
          minLength: 1,
          description:
            "Common name by which members recognise each other's certificates, such as *.eventstore.",
        }),
      ),
      podSecurityContext: Type.Optional(PodSecurityContext),
      containerSecurityContext: Type.Optional(ContainerSecurityContext),
    },
    {
      description:
        "TLS and the pods' rights. Without certificates the members run Insecure: no TLS, no authentication.",
    },
  ),
  {
    message: "certificateSecret and certificateAuthoritySecret need each other: TLS takes both",
    isMet: ({ certificateSecret, certificateAuthoritySecret }) =>
      (certificateSecret === undefined) === (certificateAuthoritySecret === undefined),
    cel: "has(self.certificateSecret) == has(self.certificateAuthoritySecret)",
  },
  {
    message: "reservedNodeCommonName needs certificateSecret",
    isMet: ({ certificateSecret, reservedNodeCommonName }) =>
      reservedNodeCommonName === undefined || certificateSecret !== undefined,
    cel: "!has(self.reservedNodeCommonName) || has(self.certificateSecret)",
  },
);

const Users = Section(
  {
    adminPasswordSecret: Type.Optional(
      ObjectName({
        description:
          "Secret whose key password is the admin user's first password. Read at the first start only.",
      }),
    ),
    opsPasswordSecret: Type.Optional(
      ObjectName({
        description:
          "Secret whose key password is the ops user's first password. Read at the first start only.",
      }),
    ),
  },
  { description: "Passwords of the users that exist from the start; changeit unless set." },
);

/** The spec of a KurrentDB. */
export const KurrentDBSpec = withRules(
  Type.Object(
    {
      replicas: withRules(
        Type.Integer({
          default: 3,
          description: "How many members run: 1, 3 or 5; 0 stops the cluster and keeps its data.",
        }),
        {
          message: "must be 1, 3 or 5, or 0 to stop the cluster and keep its data",
          isMet: (replicas) => replicas === 0 || (SIZES as readonly number[]).includes(replicas),
          cel: "self in [0, 1, 3, 5]",
        },
      ),
      version: Type.String({
        default: "latest",
        minLength: 1,
        maxLength: 128,
        pattern: "^[A-Za-z0-9_][A-Za-z0-9._-]*$",
        description: "Image tag of the server. A change upgrades one member at a time.",
      }),
      image: Type.Optional(
        Type.String({
          minLength: 1,
          description: "Full image reference, which takes the place of the usual image and of version.",
        }),
      ),
      imagePullPolicy: PullPolicy,
      imagePullSecrets: PullSecrets,
      storage: Storage,
      resources: ResourceAmounts,
      configuration: Configuration,
      service: Service,
      security: Security,
      users: Users,
      licenseSecret: Type.Optional(
        ObjectName({
          description: "Secret whose key licenseKey is the licence. A change restarts the members.",
        }),
      ),
      environmentSecret: Type.Optional(
        ObjectName({
          description: "Secret whose keys become environment of the server. A change restarts the members.",
        }),
      ),
      env: Type.Optional(
        EnvVars("Further environment of every pod. A variable named here replaces one of ours."),
      ),
      podDisruptionBudget: Type.Optional(DisruptionBudget),
      networkPolicy: NetworkPolicyAccess,
      monitoring: Section(
        {
          prometheus: Type.Boolean({
            default: true,
            description:
              "Let Prometheus scrape /metrics on the node port: by a ServiceMonitor where that kind is registered, " +
              "else by prometheus.io annotations on the Service.",
          }),
          ...scrapeFields,
        },
        { description: "Metrics." },
      ),
      serviceAccount: ServiceAccountFields,
      ...podMetadataFields,
      terminationGracePeriodSeconds: gracePeriod(120, "to resign as leader, flush and close"),
      restartKey: Type.Optional(
        Type.String({
          minLength: 1,
          description: "Any text; a new one restarts the members one at a time. Today's date is a good one.",
        }),
      ),
      ...schedulingFields,
    },
    { description: "What the cluster should be." },
  ),
  {
    message: "replicas must be the same as configuration.clusterSize, or 0 to stop the cluster",
    isMet: ({ replicas, configuration: { clusterSize = replicas } }) =>
      replicas === 0 || replicas === clusterSize,
    cel:
      "!has(self.configuration) || !has(self.configuration.clusterSize) || " +
      "(has(self.replicas) ? self.replicas : 3) == 0 || " +
      "(has(self.replicas) ? self.replicas : 3) == self.configuration.clusterSize",
  },
);
export type KurrentDBSpec = Static<typeof KurrentDBSpec>;
