import { type Static, Type } from "@sinclair/typebox";
import { DeletionProtection } from "../../controller/deletion.ts";
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
import { bounded } from "../../schema/bounded.ts";
import { Annotations, Int32, ObjectName, OneOf, Port, Section, withRules } from "../../schema/schema.ts";
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
        maxProperties: 500,
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
            "Secret with tls.crt and tls.key, as cert-manager writes them: an RSA key, and a certificate with the members' " +
            "names, for server and client authentication. See deploy/kurrentdb/examples.",
        }),
      ),
      certificateAuthoritySecret: Type.Optional(
        ObjectName({
          description:
            "Secret with the authority that signed the certificates, which must have signed itself; may be the same " +
            "Secret. Each key that ends in .crt or .pem, but for tls.crt, is one authority, and its first certificate counts.",
        }),
      ),
      reservedNodeCommonName: Type.Optional(
        Type.String({
          minLength: 1,
          description:
            "Common name by which members recognise each other's certificates, such as eventstore-node; that of " +
            "the certificate unless set. A wildcard has at least three labels.",
        }),
      ),
      certificateRotation: OneOf(["Reload", "Restart"], {
        default: "Reload",
        description:
          "What a renewed certificate does. Reload has a second container of each pod tell the server to read it again. " +
          "Restart restarts one member at a time.",
      }),
      issuerRef: Type.Optional(
        Type.Object(
          {
            name: ObjectName({ description: "Its name." }),
            kind: OneOf(["Issuer", "ClusterIssuer"], { default: "Issuer", description: "Its kind." }),
            group: ObjectName({ default: "cert-manager.io", description: "Its API group." }),
          },
          {
            description:
              "Issuer of cert-manager that signs the members' certificate, which the operator asks for. Needs the " +
              "registration component certificates. Takes the place of the two Secrets.",
          },
        ),
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
    message: "reservedNodeCommonName needs certificateSecret or issuerRef",
    isMet: ({ certificateSecret, issuerRef, reservedNodeCommonName }) =>
      reservedNodeCommonName === undefined || certificateSecret !== undefined || issuerRef !== undefined,
    cel: "!has(self.reservedNodeCommonName) || has(self.certificateSecret) || has(self.issuerRef)",
  },
  {
    message: "issuerRef takes the place of certificateSecret and certificateAuthoritySecret",
    isMet: ({ certificateSecret, issuerRef }) => issuerRef === undefined || certificateSecret === undefined,
    cel: "!has(self.issuerRef) || !has(self.certificateSecret)",
  },
);

const Users = Section(
  {
    adminPasswordSecret: Type.Optional(
      ObjectName({
        description:
          "Secret whose key password is the admin user's first password. A later one changes nothing: change it in the database.",
      }),
    ),
    opsPasswordSecret: Type.Optional(
      ObjectName({
        description:
          "Secret whose key password is the ops user's first password. A later one changes nothing: change it in the database.",
      }),
    ),
  },
  { description: "Passwords of the users that exist from the start; changeit unless set. They need TLS." },
);

const Spec = withRules(
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
      deletionProtection: DeletionProtection,
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
          description:
            "Secret whose keys become environment of the server, such as KURRENTDB_LOG_LEVEL; none that the operator sets " +
            "itself. A change restarts the members.",
        }),
      ),
      env: Type.Optional(
        EnvVars("Further environment of every pod; no variable that the operator sets itself."),
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
          basicAuthSecret: Type.Optional(
            ObjectName({
              description:
                "Secret with username and password that the ServiceMonitor sends. Without it and with TLS the server " +
                "shows /metrics and /stats to everybody who reaches it, and nothing else.",
            }),
          ),
          ...scrapeFields,
        },
        { description: "Metrics." },
      ),
      serviceAccount: ServiceAccountFields,
      ...podMetadataFields,
      terminationGracePeriodSeconds: gracePeriod(120, "to flush and close"),
      restartKey: Type.Optional(
        Type.String({
          minLength: 1,
          description: "Any text; a new one restarts the members one at a time. Today's date is a good one.",
        }),
      ),
      fullRestartKey: Type.Optional(
        Type.String({
          minLength: 1,
          description:
            "Any text; a new one stops all members and starts them again. The cluster is away meanwhile.",
        }),
      ),
      readiness: OneOf(["Info", "Health"], {
        default: "Info",
        description:
          "How a member shows that it is ready. Info: it has joined the others; takes sh and curl in the image. Health: it " +
          "lives, which without TLS says nothing of the others; so no member is added or taken away then.",
      }),
      readOnlyReplicas: Type.Optional(
        Type.Object(
          {
            replicas: Int32({ default: 1, maximum: 20, description: "How many." }),
            resources: ResourceAmounts,
          },
          {
            description:
              "Further members that have all data, take no part in elections, and answer reads only. For a cluster of " +
              "three or five. They have a Service of their own, NAME-readonly.",
          },
        ),
      ),
      ...schedulingFields,
    },
    { description: "What the cluster should be." },
  ),
  {
    message:
      "users needs security.certificateSecret or security.issuerRef: without TLS the server has no users, and does not " +
      "start with a password",
    isMet: ({ users, security }) =>
      (users.adminPasswordSecret === undefined && users.opsPasswordSecret === undefined) ||
      security.certificateSecret !== undefined ||
      security.issuerRef !== undefined,
    cel:
      "!has(self.users) || !(has(self.users.adminPasswordSecret) || has(self.users.opsPasswordSecret)) || " +
      "(has(self.security) && (has(self.security.certificateSecret) || has(self.security.issuerRef)))",
  },
  {
    message: "readOnlyReplicas needs a cluster of 3 or 5 members",
    isMet: ({ readOnlyReplicas, replicas, configuration: { clusterSize = replicas } }) =>
      readOnlyReplicas === undefined || clusterSize !== 1,
    cel:
      "!has(self.readOnlyReplicas) || (has(self.configuration) && has(self.configuration.clusterSize) ? " +
      "self.configuration.clusterSize : (has(self.replicas) ? self.replicas : 3)) != 1",
  },
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
/** The spec of a KurrentDB. */
export const KurrentDBSpec = bounded(Spec);
export type KurrentDBSpec = Static<typeof KurrentDBSpec>;
